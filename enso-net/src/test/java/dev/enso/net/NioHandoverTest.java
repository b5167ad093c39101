package dev.enso.net;

class NioHandoverTest extends HandoverContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
