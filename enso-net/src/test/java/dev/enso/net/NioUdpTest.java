package dev.enso.net;

class NioUdpTest extends UdpContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
