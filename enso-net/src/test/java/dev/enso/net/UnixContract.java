package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What holds for Unix sockets on every transport. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class UnixContract {
    private static final Token A = new Token(1);
    private static final Token B = new Token(2);

    @TempDir
    Path folder;

    private Net net;

    abstract Transport transport();

    /** Whether a path that somebody listens on is one of the file system. */
    boolean makesFiles() {
        return true;
    }

    @BeforeEach
    void open() throws IOException {
        net = new Net(transport());
    }

    @AfterEach
    void close() throws IOException {
        net.close();
    }

    private UnixDomainSocketAddress address(String name) {
        return UnixDomainSocketAddress.of(folder.resolve(name));
    }

    private UnixListener listener() throws IOException {
        return net.closing(UnixListener.bind(transport(), address("listener")));
    }

    private record Ends(UnixStream near, UnixStream far) {}

    private Ends ends() throws IOException {
        UnixListener listener = listener();
        UnixStream near = net.closing(UnixStream.connect(transport(), listener.localAddress()));
        UnixStream[] far = {null};
        net.until(() -> (far[0] = listener.accept()) != null);
        return new Ends(near, net.closing(far[0]));
    }

    @Test
    void listener_isReadableWhenSomebodyConnects() throws IOException {
        UnixListener listener = listener();
        net.registry.register(listener, A, Interest.READABLE);
        assertNull(listener.accept());
        UnixStream near = net.closing(UnixStream.connect(transport(), listener.localAddress()));
        net.untilEvent(A, Ready.READABLE);
        UnixStream far = listener.accept();
        assertNotNull(far);
        net.closing(far);
        assertNull(listener.accept());
        assertEquals(listener.localAddress(), near.remoteAddress());
        assertEquals(listener.localAddress(), far.localAddress());
        assertEquals("", String.valueOf(far.remoteAddress().getPath()));
    }

    @Test
    void bytes_passBothWaysWithEdges() throws IOException {
        Ends ends = ends();
        net.registry.register(ends.near(), A, Net.BOTH);
        net.registry.register(ends.far(), B, Net.BOTH);
        ByteBuffer into = ByteBuffer.allocateDirect(64);
        for (int round = 0; round < 20; round++) {
            assertEquals(3, ends.near().write(ByteBuffer.wrap(new byte[] {1, 2, (byte) round})));
            net.untilEvent(B, Ready.READABLE);
            assertEquals(3, ends.far().read(into.clear()));
            assertEquals(round, into.get(2));
            assertEquals(0, ends.far().read(into));
            assertEquals(1, ends.far().write(ByteBuffer.allocateDirect(1)));
            net.untilEvent(A, Ready.READABLE);
            assertEquals(1, ends.near().read(into.clear()));
            assertEquals(0, ends.near().read(into));
        }
    }

    @Test
    void bigTransfers_arriveByteForByteWhileBothEndsBlockNowAndThen() throws IOException {
        Ends ends = ends();
        net.registry.register(ends.near(), A, Interest.WRITABLE);
        net.registry.register(ends.far(), B, Interest.READABLE);
        long seed = 4711;
        byte[] expected = new byte[3_000_000];
        new SplittableRandom(seed).nextBytes(expected);
        ByteBuffer out =
                ByteBuffer.allocateDirect(expected.length).put(expected).flip();
        ByteBuffer in = ByteBuffer.allocate(expected.length + 1);
        int[] end = {0};
        net.until(() -> {
            while (ends.near().write(out) > 0) {
                // As much as it takes.
            }
            if (!out.hasRemaining()) {
                ends.near().shutdownOutput();
            }
            int n = ends.far().read(in);
            while (n > 0) {
                n = ends.far().read(in);
            }
            end[0] = n;
            return n < 0;
        });
        assertEquals(-1, end[0]);
        byte[] received = new byte[in.flip().remaining()];
        in.get(received);
        assertArrayEquals(expected, received, "seed " + seed);
    }

    @Test
    void vectors_areWrittenByOneCallAndReadBufferAfterBuffer() throws IOException {
        Ends ends = ends();
        for (boolean direct : new boolean[] {true, false}) {
            ByteBuffer[] out = new ByteBuffer[4];
            for (int i = 0; i < out.length; i++) {
                out[i] = direct ? ByteBuffer.allocateDirect(3) : ByteBuffer.allocate(3);
                out[i].put(new byte[] {(byte) (10 * i), (byte) (10 * i + 1), (byte) (10 * i + 2)})
                        .flip();
            }
            out[1].position(1);
            out[2].position(3);
            assertEquals(5, ends.near().write(out, 1, 3));
            assertEquals(0, out[0].position());
            assertFalse(out[1].hasRemaining() || out[3].hasRemaining());
            ByteBuffer[] in = {ByteBuffer.allocate(2), ByteBuffer.allocateDirect(2), ByteBuffer.allocate(4)};
            long[] got = {0};
            net.until(() -> (got[0] += ends.far().read(in, 0, 3)) == 5);
            assertArrayEquals(new byte[] {11, 12}, in[0].array());
            assertEquals(30, in[1].get(0));
            assertEquals(31, in[1].get(1));
            assertEquals(32, in[2].get(0));
            assertEquals(1, in[2].position());
            assertEquals(0, ends.near().write(out, 0, 0));
            assertEquals(0, ends.near().write(out, 1, 3));
            assertThrows(IndexOutOfBoundsException.class, () -> ends.near().write(out, 2, 3));
        }
        ends.near().close();
        net.until(() -> ends.far().read(new ByteBuffer[] {ByteBuffer.allocate(1)}, 0, 1) == -1);
    }

    @Test
    void halves_endOneByOne() throws IOException {
        Ends ends = ends();
        ends.near().shutdownOutput();
        ByteBuffer into = ByteBuffer.allocate(8);
        net.until(() -> ends.far().read(into) < 0);
        assertEquals(2, ends.far().write(ByteBuffer.allocate(2)));
        net.until(() -> ends.near().read(into) == 2);
        assertThrows(ClosedChannelException.class, () -> ends.near().write(ByteBuffer.allocate(1)));
        ends.near().shutdownInput();
        assertEquals(-1, ends.near().read(into));
    }

    @Test
    void writingToAPeerThatHasGone_fails() throws IOException {
        Ends ends = ends();
        ends.far().close();
        assertThrows(IOException.class, () -> net.until(() -> ends.near().write(ByteBuffer.allocateDirect(8)) < 0));
    }

    @Test
    void badPaths_areNamed() throws IOException {
        UnixListener listener = listener();
        BindException taken =
                assertThrows(BindException.class, () -> UnixListener.bind(transport(), listener.localAddress()));
        assertTrue(taken.getMessage().contains(listener.localAddress().toString()), taken.getMessage());
        ConnectException nobody =
                assertThrows(ConnectException.class, () -> UnixStream.connect(transport(), address("nobody")));
        assertTrue(nobody.getMessage().contains("nobody"), nobody.getMessage());
        UnixDomainSocketAddress tooLong = address("x".repeat(120));
        assertThrows(SocketException.class, () -> UnixListener.bind(transport(), tooLong));
        assertThrows(SocketException.class, () -> UnixStream.connect(transport(), tooLong));
        assertFalse(Files.exists(tooLong.getPath()));
        listener.close();
        listener.close();
        assertEquals(makesFiles(), Files.exists(listener.localAddress().getPath()), "the path is the user's to delete");
        assertThrows(ConnectException.class, () -> UnixStream.connect(transport(), listener.localAddress()));
        assertThrows(ClosedChannelException.class, listener::accept);
    }

    @Test
    void options_areThoseOfUnixSockets() throws IOException {
        UnixStream near = ends().near();
        assertTrue(near.option(StandardSocketOptions.SO_SNDBUF, 65_536).option(StandardSocketOptions.SO_SNDBUF) > 0);
        assertNull(near.takeError());
        near.close();
        assertNull(near.localAddress());
        assertNull(near.remoteAddress());
        assertThrows(ClosedChannelException.class, () -> near.read(ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, near::takeError);
    }
}
