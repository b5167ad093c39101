package dev.enso.net;

class SimulatedUdpTest extends UdpContract {
    private final Transport transport = LiveNetwork.start().transport();

    @Override
    Transport transport() {
        return transport;
    }
}
