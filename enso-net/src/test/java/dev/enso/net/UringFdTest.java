package dev.enso.net;

@OnIoUring
class UringFdTest extends FdContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
