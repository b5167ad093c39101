package dev.enso.net;

class NioUnixServerTest extends ServerContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }

    @Override
    Family family() {
        return Family.UNIX;
    }
}
