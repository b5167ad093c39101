package dev.enso.net;

import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SimulatedConnectTest extends ConnectContract {
    private final SimulatedNetwork network = LiveNetwork.start();
    private final Transport transport = network.transport();

    @Override
    Transport transport() {
        return transport;
    }

    /** It surely doesn't stand yet while nothing arrives. */
    @Test
    @Override
    void readAndWrite_beforeItStands_areRefused() throws IOException {
        network.partition(InetAddress.getLoopbackAddress(), InetAddress.getLoopbackAddress());
        super.readAndWrite_beforeItStands_areRefused();
    }
}
