package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.unix.Buffer;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes with file descriptors alone: those of others, Unix datagrams and raw addresses. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class FdContract {
    private static final Token A = new Token(1);

    @TempDir
    Path folder;

    abstract Transport transport();

    @Test
    void aForeignDescriptor_isWatchedAndLeftOpen() throws IOException {
        try (Net net = new Net(transport())) {
            Pipe pipe = Pipe.open(transport());
            Pipe.Receiver receiver = net.closing(pipe.receiver());
            Pipe.Sender sender = net.closing(pipe.sender());
            FdSource source = FdSource.of(transport(), receiver.fd().getAsInt());
            net.registry.register(source, A, Interest.READABLE);
            assertEquals(List.of(), net.quiet());
            sender.write(ByteBuffer.allocateDirect(1));
            net.untilEvent(A, Ready.READABLE);
            assertEquals(1, receiver.read(ByteBuffer.allocateDirect(8)));
            source.wouldBlock(Interest.READABLE);
            sender.write(ByteBuffer.allocateDirect(1));
            net.untilEvent(A, Ready.READABLE);
            source.close();
            assertFalse(source.isOpen());
            assertEquals(1, receiver.read(ByteBuffer.allocateDirect(8)), "the descriptor is open still");
        }
    }

    @Test
    void badDescriptors_areRefused() throws IOException {
        assertThrows(IllegalArgumentException.class, () -> FdSource.of(transport(), -1));
        try (Net net = new Net(transport())) {
            FdSource unknown = FdSource.of(transport(), 1_000_000);
            assertThrows(IOException.class, () -> net.registry.register(unknown, A, Interest.READABLE));
        }
    }

    @Test
    void unixDatagrams_goWholeInOrderAndSayWhoSentThem() throws IOException {
        try (Net net = new Net(transport())) {
            UnixDomainSocketAddress at = UnixDomainSocketAddress.of(folder.resolve("a"));
            UnixDatagram a = net.closing(UnixDatagram.bind(transport(), at));
            UnixDatagram b =
                    net.closing(UnixDatagram.bind(transport(), UnixDomainSocketAddress.of(folder.resolve("b"))));
            UnixDatagram nameless = net.closing(UnixDatagram.unbound(transport()));
            net.registry.register(a, A, Interest.READABLE);
            assertTrue(b.sendTo(ByteBuffer.wrap(new byte[] {1, 2}), at));
            nameless.connect(at);
            assertTrue(nameless.send(ByteBuffer.allocateDirect(3)));
            net.untilEvent(A, Ready.READABLE);
            ByteBuffer into = ByteBuffer.allocateDirect(16);
            assertEquals(b.localAddress(), a.receiveFrom(into));
            assertEquals(2, into.position());
            assertEquals("", String.valueOf(a.receiveFrom(into.clear()).getPath()));
            assertEquals(3, into.position());
            assertFalse(nameless.receive(into));
            UnixDomainSocketAddress nobody = UnixDomainSocketAddress.of(folder.resolve("nobody"));
            assertThrows(IOException.class, () -> b.sendTo(ByteBuffer.allocateDirect(1), nobody));
        }
    }

    @Test
    void aFullReceiver_makesTheSenderWait_andLosesNothing() throws IOException {
        try (Net net = new Net(transport())) {
            UnixDomainSocketAddress at = UnixDomainSocketAddress.of(folder.resolve("a"));
            UnixDatagram a = net.closing(UnixDatagram.bind(transport(), at));
            UnixDatagram b = net.closing(UnixDatagram.unbound(transport()));
            int sent = 0;
            while (b.sendTo(ByteBuffer.allocateDirect(4).putInt(0, sent), at)) {
                sent++;
            }
            assertTrue(sent > 0);
            ByteBuffer into = ByteBuffer.allocate(16);
            for (int i = 0; i < sent; i++) {
                assertTrue(a.receiveFrom(into.clear()) != null);
                assertEquals(i, into.flip().getInt());
            }
            assertTrue(b.sendTo(ByteBuffer.allocateDirect(4), at));
        }
    }

    @Test
    void rawAddresses_areReadAndWritten() throws IOException {
        try (Net net = new Net(transport())) {
            Net.Pair pair = net.pair();
            ByteBuffer memory = ByteBuffer.allocateDirect(16);
            long address = Buffer.memoryAddress(memory);
            memory.put(0, (byte) 42).put(1, (byte) 43);
            assertEquals(2, pair.stream().writeAddress(address, 2));
            assertEquals(42, pair.peer().getInputStream().read());
            assertEquals(43, pair.peer().getInputStream().read());
            pair.peer().getOutputStream().write(new byte[] {1, 2, 3});
            int[] got = {0};
            net.until(() -> (got[0] += pair.stream().readAddress(address + 4 + got[0], 8 - got[0])) == 3);
            assertEquals(3, memory.get(6));
            assertEquals(0, pair.stream().readAddress(address, 8));
            assertEquals(0, pair.stream().readAddress(address, 0));
            assertThrows(IllegalArgumentException.class, () -> pair.stream().readAddress(address, -1));
        }
    }
}
