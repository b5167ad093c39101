package dev.enso.net;

class NioUnixPipingTest extends PipingContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }

    @Override
    Family family() {
        return Family.UNIX;
    }
}
