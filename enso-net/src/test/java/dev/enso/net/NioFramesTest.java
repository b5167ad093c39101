package dev.enso.net;

class NioFramesTest extends FramesContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
