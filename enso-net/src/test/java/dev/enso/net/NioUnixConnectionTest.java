package dev.enso.net;

class NioUnixConnectionTest extends ConnectionContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }

    @Override
    Family family() {
        return Family.UNIX;
    }
}
