package dev.enso.net;

class SimulatedUnixTest extends UnixContract {
    private final Transport transport = LiveNetwork.start().transport();

    @Override
    Transport transport() {
        return transport;
    }

    @Override
    boolean makesFiles() {
        return false;
    }
}
