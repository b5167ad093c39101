package dev.enso.net;

class NioPipingTest extends PipingContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
