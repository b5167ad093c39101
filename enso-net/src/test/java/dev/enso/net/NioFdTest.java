package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Without file descriptors, what needs them is refused. */
class NioFdTest {
    private final Transport transport = Transport.nio();

    @Test
    void descriptorsOfOthers_areRefusedWithTheRemedy() {
        UnsupportedOperationException none =
                assertThrows(UnsupportedOperationException.class, () -> FdSource.of(transport, 0));
        assertTrue(none.getMessage().contains("epoll"), none.getMessage());
    }

    @Test
    void unixDatagrams_areRefused() {
        assertThrows(UnsupportedOperationException.class, () -> UnixDatagram.unbound(transport));
    }

    @Test
    void rawAddresses_areRefused() throws IOException {
        try (Net net = new Net(transport)) {
            Net.Pair pair = net.pair();
            assertThrows(
                    UnsupportedOperationException.class, () -> pair.stream().readAddress(1, 1));
        }
    }
}
