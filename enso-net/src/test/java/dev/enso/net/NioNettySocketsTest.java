package dev.enso.net;

class NioNettySocketsTest extends NettySocketsContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
