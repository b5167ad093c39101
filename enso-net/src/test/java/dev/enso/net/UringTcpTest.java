package dev.enso.net;

@OnIoUring
class UringTcpTest extends TcpContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
