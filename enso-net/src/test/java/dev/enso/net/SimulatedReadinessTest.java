package dev.enso.net;

class SimulatedReadinessTest extends ReadinessContract {
    private final Transport transport = LiveNetwork.start().transport();

    @Override
    Transport transport() {
        return transport;
    }
}
