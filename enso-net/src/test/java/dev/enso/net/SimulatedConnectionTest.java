package dev.enso.net;

class SimulatedConnectionTest extends ConnectionContract {
    private final Transport transport = LiveNetwork.start().transport();

    @Override
    Transport transport() {
        return transport;
    }
}
