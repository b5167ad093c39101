package dev.enso.net;

class NioConnectionTest extends ConnectionContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
