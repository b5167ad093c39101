package dev.enso.net;

class NioTcpTest extends TcpContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
