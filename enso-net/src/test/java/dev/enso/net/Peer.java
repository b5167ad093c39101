package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The other end. It turns the loop while it waits, so that one thread plays both. */
final class Peer implements AutoCloseable {
    private final Loop loop;
    private final StreamEndpoint stream;

    /** Connects, without turning the loop: connections are made by the system. */
    Peer(Loop loop, SocketAddress address) throws IOException {
        this.loop = loop;
        stream = StreamEndpoint.connect(loop.peers, address);
        if (loop.family == Family.TCP) {
            stream.option(StandardSocketOptions.TCP_NODELAY, true);
        }
        long end = System.nanoTime() + Net.PATIENCE.toNanos();
        while (!stream.finishConnect()) {
            assertTrue(System.nanoTime() < end, "the peer could not connect");
            Thread.onSpinWait();
        }
    }

    Peer write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.US_ASCII));
    }

    Peer write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        loop.until("the peer could not write", () -> {
            stream.write(buffer);
            return !buffer.hasRemaining();
        });
        return this;
    }

    /** What fits into the socket surely; does not turn the loop. */
    void writeWithoutTurning(String text) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        stream.write(buffer);
        assertTrue(!buffer.hasRemaining());
    }

    /** Writes these bytes again and again until the other side takes no more for a while. */
    long flood(byte[] chunk) throws IOException {
        long total = 0;
        ByteBuffer buffer = ByteBuffer.wrap(chunk);
        for (int idle = 0; idle < 1_000; idle++) {
            int n = stream.write(buffer.hasRemaining() ? buffer : buffer.clear());
            if (n > 0) {
                total += n;
                idle = 0;
            }
            loop.turn();
        }
        return total;
    }

    byte[] read(int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        loop.until("the peer was not sent " + count + " bytes", () -> {
            assertTrue(stream.read(buffer) >= 0, () -> "the end came after " + buffer.position() + " of " + count);
            return !buffer.hasRemaining();
        });
        return buffer.array();
    }

    String text(int count) throws IOException {
        return new String(read(count), StandardCharsets.US_ASCII);
    }

    /** What is there, and no more than so much; does not turn the loop. */
    byte[] take(int most) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(most);
        stream.read(buffer);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Everything until the end of the stream. */
    byte[] readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        loop.until("the peer never saw the end of the stream", () -> {
            int n = stream.read(buffer.clear());
            all.write(buffer.array(), 0, buffer.position());
            return n < 0;
        });
        return all.toByteArray();
    }

    /** Reads until something is thrown. */
    IOException readToFailure() throws IOException {
        IOException[] failure = {null};
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        loop.until("the peer's reads never failed", () -> {
            try {
                int n = stream.read(buffer.clear());
                assertTrue(n >= 0, "the stream ended and was not reset");
                return false;
            } catch (IOException e) {
                failure[0] = e;
                return true;
            }
        });
        return failure[0];
    }

    void finish() throws IOException {
        stream.shutdownOutput();
    }

    /** On a Unix socket that is a reset only when something has come that was not read. */
    void reset() throws IOException {
        if (loop.family == Family.TCP) {
            stream.option(StandardSocketOptions.SO_LINGER, 0);
        }
        stream.close();
    }

    SocketAddress address() {
        SocketAddress local = stream.localAddress();
        assertTrue(local != null, "the peer is closed");
        return local;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
