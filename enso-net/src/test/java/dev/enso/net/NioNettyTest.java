package dev.enso.net;

class NioNettyTest extends NettyContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
