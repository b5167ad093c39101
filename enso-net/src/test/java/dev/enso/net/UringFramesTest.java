package dev.enso.net;

@OnIoUring
class UringFramesTest extends FramesContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
