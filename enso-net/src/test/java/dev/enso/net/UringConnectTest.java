package dev.enso.net;

@OnIoUring
class UringConnectTest extends ConnectContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
