package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The same for the sources that only transports with file descriptors have. */
abstract class DescriptorHandoverContract extends HandoverContract {
    @Test
    void unixDatagram_receivesWhatCameBeforeAndAfter() throws Exception {
        UnixDatagram socket = UnixDatagram.bind(transport(), path("datagram"));
        ByteBuffer into = ByteBuffer.allocateDirect(16);
        try (UnixDatagram peer = UnixDatagram.unbound(transport())) {
            assertTrue(peer.sendTo(ByteBuffer.wrap(new byte[] {1}), path("datagram")));
            handOver(
                    socket,
                    Interest.READABLE,
                    there -> {
                        while (there.receiveFrom(into) != null) {
                            // As many as have come.
                        }
                        return into.position() == 2;
                    },
                    () -> assertTrue(peer.sendTo(ByteBuffer.wrap(new byte[] {2}), path("datagram"))));
        }
        assertEquals(2, into.get(1));
    }

    @Test
    void descriptorOfSomebodyElse_isWatchedAndLeftOpen() throws Exception {
        Pipe pipe = Pipe.open(transport());
        OptionalInt fd = pipe.receiver().fd();
        ByteBuffer into = ByteBuffer.allocateDirect(16);
        assertEquals(1, pipe.sender().write(ByteBuffer.wrap(new byte[] {1})));
        handOver(
                FdSource.of(transport(), fd.getAsInt()),
                Interest.READABLE,
                there -> {
                    while (pipe.receiver().read(into) > 0) {
                        // As much as has come.
                    }
                    return into.position() == 2;
                },
                () -> pipe.sender().write(ByteBuffer.wrap(new byte[] {2})));
        pipe.sender().close();
        assertEquals(-1, pipe.receiver().read(into), "the descriptor is open still");
        pipe.receiver().close();
    }
}
