package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The other end, of the JDK. It turns the loop while it waits, so that one thread plays both. */
final class Peer implements AutoCloseable {
    private final Loop loop;
    private final SocketChannel channel;

    Peer(Loop loop, InetSocketAddress address) throws IOException {
        this.loop = loop;
        channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(address);
        channel.configureBlocking(false);
    }

    Peer write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.US_ASCII));
    }

    Peer write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        loop.until("the peer could not write", () -> {
            channel.write(buffer);
            return !buffer.hasRemaining();
        });
        return this;
    }

    /** Writes these bytes again and again until the other side takes no more for a while. */
    long flood(byte[] chunk) throws IOException {
        long total = 0;
        ByteBuffer buffer = ByteBuffer.wrap(chunk);
        for (int idle = 0; idle < 1_000; idle++) {
            int n = channel.write(buffer.hasRemaining() ? buffer : buffer.clear());
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
            assertTrue(channel.read(buffer) >= 0, () -> "the end came after " + buffer.position() + " of " + count);
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
        channel.read(buffer);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Everything until the end of the stream. */
    byte[] readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        loop.until("the peer never saw the end of the stream", () -> {
            int n = channel.read(buffer.clear());
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
                int n = channel.read(buffer.clear());
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
        channel.shutdownOutput();
    }

    void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
