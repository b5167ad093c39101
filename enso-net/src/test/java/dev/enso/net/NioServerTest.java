package dev.enso.net;

class NioServerTest extends ServerContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
