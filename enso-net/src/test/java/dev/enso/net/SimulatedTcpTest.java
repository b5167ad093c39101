package dev.enso.net;

class SimulatedTcpTest extends TcpContract {
    private final Transport transport = LiveNetwork.start().transport();

    @Override
    Transport transport() {
        return transport;
    }
}
