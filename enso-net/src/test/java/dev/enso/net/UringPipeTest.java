package dev.enso.net;

@OnIoUring
class UringPipeTest extends PipeContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
