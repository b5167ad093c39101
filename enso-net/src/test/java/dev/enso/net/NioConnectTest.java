package dev.enso.net;

class NioConnectTest extends ConnectContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
