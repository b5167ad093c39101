package dev.enso.net;

import java.io.IOException;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A connection between two processes of this machine that never blocks. Used by one thread at a time.
 *
 * <p>Reading and writing allocate nothing when the buffer is a direct one; other buffers are copied on the way.
 */
public final class UnixStream implements Source {
    private final StreamEndpoint end;

    UnixStream(StreamEndpoint end) {
        this.end = end;
    }

    /**
     * Connects. Any thread may call it. On this machine that is decided at once.
     *
     * @param transport of the poll that will watch the stream
     * @throws java.net.ConnectException when nobody listens there, the backlog is full, or it isn't permitted
     * @throws TooManyOpenFilesException when no file descriptor is left
     */
    public static UnixStream connect(Transport transport, UnixDomainSocketAddress address) throws IOException {
        return new UnixStream(StreamEndpoint.connect(transport, address));
    }

    /** The error the socket has to report, which is thereby forgotten, or null. NIO knows none. */
    public @Nullable IOException takeError() throws IOException {
        return end.takeError();
    }

    /** As {@link TcpStream#read(ByteBuffer)}. */
    public int read(ByteBuffer target) throws IOException {
        return end.read(target);
    }

    /** As {@link TcpStream#read(ByteBuffer[], int, int)}. */
    public long read(ByteBuffer[] targets, int from, int count) throws IOException {
        return end.read(targets, from, count);
    }

    /** As {@link TcpStream#readAddress}. */
    public int readAddress(long address, int length) throws IOException {
        return end.read(address, length);
    }

    /** As {@link TcpStream#write(ByteBuffer)}. */
    public int write(ByteBuffer source) throws IOException {
        return end.write(source);
    }

    /** As {@link TcpStream#write(ByteBuffer[], int, int)}. */
    public long write(ByteBuffer[] sources, int from, int count) throws IOException {
        return end.write(sources, from, count);
    }

    /** As {@link TcpStream#writeAddress}. */
    public int writeAddress(long address, int length) throws IOException {
        return end.write(address, length);
    }

    /** Ends the input: reads answer −1. */
    public void shutdownInput() throws IOException {
        end.shutdownInput();
    }

    /** Ends the output: the peer reads what was written, then the end of the stream. Reading goes on. */
    public void shutdownOutput() throws IOException {
        end.shutdownOutput();
    }

    /**
     * Sets SO_RCVBUF or SO_SNDBUF of {@link java.net.StandardSocketOptions}.
     *
     * @return this stream
     * @throws UnsupportedOperationException when it is an option that Unix sockets don't have
     * @throws IOException when the system refuses it
     */
    public <T> UnixStream option(SocketOption<T> option, T value) throws IOException {
        end.option(option, value);
        return this;
    }

    /** The value of an option, as the system has it. */
    public <T> T option(SocketOption<T> option) throws IOException {
        return end.option(option);
    }

    /** This end's address, whose path is empty when it has no name; null when closed. */
    public @Nullable UnixDomainSocketAddress localAddress() {
        return (UnixDomainSocketAddress) end.localAddress();
    }

    /** The peer's address, whose path is empty when it has no name; null when closed. */
    public @Nullable UnixDomainSocketAddress remoteAddress() {
        return (UnixDomainSocketAddress) end.remoteAddress();
    }

    @Override
    public OptionalInt fd() {
        return end.endpoint().fd();
    }

    @Override
    public boolean isOpen() {
        return end.endpoint().isOpen();
    }

    @Override
    public void close() throws IOException {
        end.close();
    }

    Endpoint endpoint() {
        return end.endpoint();
    }

    @Override
    public String toString() {
        return end.toString();
    }
}
