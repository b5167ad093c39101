package dev.enso.net;

class NioWakingTest extends WakingContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
