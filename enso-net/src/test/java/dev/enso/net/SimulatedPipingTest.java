package dev.enso.net;

class SimulatedPipingTest extends PipingContract {
    private final Transport transport = LiveNetwork.start().transport();

    @Override
    Transport transport() {
        return transport;
    }
}
