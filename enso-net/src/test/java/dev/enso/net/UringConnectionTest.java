package dev.enso.net;

@OnIoUring
class UringConnectionTest extends ConnectionContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
