package dev.enso.examples.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A client that has said all it had at once and has listened to the end. Who waits in vain is ended by the test's limit. */
public final class Exchange {
    private static final int BUFFER = 64 << 10;

    private final byte[] heard;
    private final @Nullable IOException broken;

    private Exchange(byte[] heard, @Nullable IOException broken) {
        this.heard = heard;
        this.broken = broken;
    }

    /** Says it, and leaves it to the server to end the connection. */
    public static Exchange of(SocketAddress address, byte[] said) throws Exception {
        return talk(address, said, new CountDownLatch(0), socket -> {});
    }

    /** Says it, ends its output, and listens on. */
    public static Exchange halfClosing(SocketAddress address, byte[] said) throws Exception {
        return talk(address, said, new CountDownLatch(0), SocketChannel::shutdownOutput);
    }

    /**
     * Listens until the server has said something, and then as {@link #halfClosing}. A connection that breaks before that may be
     * gone before the server has looked at it.
     */
    public static Exchange afterGreeting(SocketAddress address, byte[] said) throws Exception {
        return talk(address, said, new CountDownLatch(1), SocketChannel::shutdownOutput);
    }

    private interface Ending {
        void of(SocketChannel socket) throws IOException;
    }

    private static Exchange talk(SocketAddress address, byte[] said, CountDownLatch greetings, Ending ending)
            throws Exception {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        IOException broken = null;
        FutureTask<Boolean> writing;
        try (SocketChannel socket = SocketChannel.open(address)) {
            writing = new FutureTask<>(() -> {
                greetings.await();
                ByteBuffer rest = ByteBuffer.wrap(said);
                while (rest.hasRemaining()) {
                    socket.write(rest);
                }
                ending.of(socket);
                return true;
            });
            Thread writer = new Thread(writing, "writer");
            writer.setDaemon(true);
            writer.start();
            ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
            try {
                while (socket.read(bytes.clear()) >= 0) {
                    heard.write(bytes.array(), 0, bytes.position());
                    greetings.countDown();
                }
            } catch (IOException e) {
                broken = e;
            }
            greetings.countDown();
        }
        try {
            writing.get();
        } catch (ExecutionException e) {
            // The system tells of a reset once: the reader, or the writer.
            if (!(e.getCause() instanceof IOException told)) {
                throw e;
            }
            broken = broken == null ? told : broken;
        }
        return new Exchange(heard.toByteArray(), broken);
    }

    /** What came back until the end. */
    public byte[] heard() {
        return heard;
    }

    /** Whether the client was told that the connection broke. */
    public boolean isBroken() {
        return broken != null;
    }

    /** Fails unless this is what an echo makes of it when its network does that. */
    public void assertEchoes(byte[] said, Fault fault) {
        switch (fault) {
            case RESET -> assertReset(said);
            case HALF_CLOSE -> assertBeginningOf(said);
            case GARBAGE -> {
                assertNull(broken);
                assertEquals(said.length, heard.length);
                assertTrue(Arrays.mismatch(heard, said) >= 0, "the garbage is missing");
            }
            default -> assertHeard(said);
        }
    }

    /** Fails unless all of this has come, and the connection ended in good order. */
    public void assertHeard(byte[] expected) {
        assertNull(broken);
        assertEquals(-1, Arrays.mismatch(heard, expected), () -> heard.length + " of " + expected.length + " bytes");
    }

    /** Fails unless what has come is the beginning of this, and not all of it. */
    public void assertBeginningOf(byte[] expected) {
        int wrong = Arrays.mismatch(heard, expected);
        assertTrue(
                wrong == heard.length && heard.length < expected.length,
                () -> heard.length + " of " + expected.length + " bytes, wrong from " + wrong + " on");
    }

    /** Fails unless no more than the beginning of this has come, and the client was told why. */
    public void assertReset(byte[] expected) {
        assertBeginningOf(expected);
        assertNotNull(broken, "nobody was told of the reset");
    }
}
