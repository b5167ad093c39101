package dev.enso.net;

class SimulatedFramesTest extends FramesContract {
    private final Transport transport = LiveNetwork.start().transport();

    @Override
    Transport transport() {
        return transport;
    }
}
