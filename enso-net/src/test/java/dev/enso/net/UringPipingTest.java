package dev.enso.net;

@OnIoUring
class UringPipingTest extends PipingContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
