package dev.enso.net;

class NioUnixTest extends UnixContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
