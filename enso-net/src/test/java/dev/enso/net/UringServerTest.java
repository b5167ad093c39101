package dev.enso.net;

@OnIoUring
class UringServerTest extends ServerContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
