package dev.enso.net;

class SimulatedServerTest extends ServerContract {
    private final Transport transport = LiveNetwork.start().transport();

    @Override
    Transport transport() {
        return transport;
    }
}
