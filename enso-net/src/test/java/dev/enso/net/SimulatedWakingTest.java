package dev.enso.net;

class SimulatedWakingTest extends WakingContract {
    private final Transport transport = LiveNetwork.start().transport();

    @Override
    Transport transport() {
        return transport;
    }
}
