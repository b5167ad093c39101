package dev.enso.net;

class NioReadinessTest extends ReadinessContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
