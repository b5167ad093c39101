package dev.enso.net;

class SimulatedPollTest extends PollContract {
    private final Transport transport = LiveNetwork.start().transport();

    @Override
    Transport transport() {
        return transport;
    }
}
