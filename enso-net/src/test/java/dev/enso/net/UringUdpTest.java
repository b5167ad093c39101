package dev.enso.net;

@OnIoUring
class UringUdpTest extends UdpContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
