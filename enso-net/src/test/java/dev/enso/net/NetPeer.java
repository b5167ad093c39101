package dev.enso.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;

/** A blocking socket over a stream of ours, for networks that the JDK's sockets don't reach. It waits by trying again. */
final class NetPeer extends Socket {
    private final TcpStream stream;

    NetPeer(Transport transport, InetSocketAddress address) throws IOException {
        stream = TcpStream.connect(transport, address);
        await(stream::finishConnect);
    }

    private interface Attempt {
        boolean succeeds() throws IOException;
    }

    private static void await(Attempt attempt) throws IOException {
        long end = System.nanoTime() + Net.PATIENCE.toNanos();
        while (!attempt.succeeds()) {
            if (System.nanoTime() > end) {
                throw new SocketTimeoutException();
            }
            Thread.yield();
        }
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
                int[] read = {0};
                await(() -> {
                    read[0] = stream.read(buffer);
                    return read[0] != 0 || length == 0;
                });
                return read[0];
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                await(() -> {
                    stream.write(buffer);
                    return !buffer.hasRemaining();
                });
            }
        };
    }

    @Override
    public void shutdownOutput() throws IOException {
        stream.shutdownOutput();
    }

    @Override
    public void setSoLinger(boolean on, int linger) {
        try {
            stream.option(StandardSocketOptions.SO_LINGER, on ? linger : -1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public int getLocalPort() {
        InetSocketAddress local = stream.localAddress();
        return local == null ? -1 : local.getPort();
    }

    @Override
    public int getPort() {
        InetSocketAddress remote = stream.remoteAddress();
        return remote == null ? 0 : remote.getPort();
    }

    @Override
    public synchronized void close() throws IOException {
        stream.close();
    }
}
