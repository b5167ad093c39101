package dev.enso.net;

@OnIoUring
class UringUnixTest extends UnixContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
