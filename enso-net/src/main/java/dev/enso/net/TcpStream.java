package dev.enso.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection that never blocks. Used by one thread at a time.
 *
 * <p>Reading and writing allocate nothing when the buffer is a direct one; other buffers are copied on the way.
 */
public final class TcpStream implements Source {
    private final StreamEndpoint end;

    TcpStream(StreamEndpoint end) {
        this.end = end;
    }

    /**
     * Begins to connect. Any thread may call it. The attempt goes on while the stream is registered; when it becomes
     * writable, ask {@link #finishConnect()}. A failure known at once is thrown here, another one there.
     *
     * @param transport of the poll that will watch the stream
     * @throws java.net.ConnectException when it is refused at once
     * @throws TooManyOpenFilesException when no file descriptor is left
     * @throws IllegalArgumentException when the address is unresolved: names are never looked up here
     */
    public static TcpStream connect(Transport transport, InetSocketAddress address) throws IOException {
        return new TcpStream(StreamEndpoint.connect(transport, address));
    }

    /**
     * Whether the connection stands. Needed once for a stream made by {@link #connect}; one that was accepted stands from
     * the beginning.
     *
     * @return true when it does; false when the attempt still goes on: wait until the stream is writable
     * @throws java.net.ConnectException when it was refused or timed out; close the stream
     * @throws IOException when it failed otherwise; close the stream
     */
    public boolean finishConnect() throws IOException {
        return end.finishConnect();
    }

    /** The error the socket has to report, which is thereby forgotten, or null. NIO knows only that of connecting. */
    public @Nullable IOException takeError() throws IOException {
        return end.takeError();
    }

    /**
     * Reads what is there, at most what the buffer has room for, and advances its position.
     *
     * @return bytes read; 0 when nothing is there (it would block) or the buffer has no room; −1 at the end of the stream
     * @throws ReadOnlyBufferException when the buffer is read-only
     * @throws java.nio.channels.NotYetConnectedException when connecting has not finished
     * @throws java.nio.channels.ClosedChannelException when the stream is closed
     * @throws IOException when the connection broke, such as by a reset; nothing more will come
     */
    public int read(ByteBuffer target) throws IOException {
        return end.read(target);
    }

    /**
     * Reads what is there into one buffer after the other, {@code count} of them from the index {@code from} on; the rest as
     * {@link #read(ByteBuffer)}. The system is called once for each buffer that is filled.
     *
     * @throws IndexOutOfBoundsException when there are not so many buffers
     */
    public long read(ByteBuffer[] targets, int from, int count) throws IOException {
        return end.read(targets, from, count);
    }

    /**
     * Reads into memory that the caller has by its address, such as that of another language; the rest as {@link
     * #read(ByteBuffer)}.
     *
     * @param address of the first byte; nobody checks that the memory is there
     * @param length bytes at most
     * @throws UnsupportedOperationException on transports that don't work with file descriptors
     */
    public int readAddress(long address, int length) throws IOException {
        return end.read(address, length);
    }

    /**
     * Writes as much of the buffer as the socket takes, and advances its position.
     *
     * @return bytes written; 0 when the socket takes nothing now (it would block) or the buffer is empty
     * @throws java.nio.channels.NotYetConnectedException when connecting has not finished
     * @throws java.nio.channels.ClosedChannelException when the stream is closed
     * @throws IOException when the connection broke or its output was shut down
     */
    public int write(ByteBuffer source) throws IOException {
        return end.write(source);
    }

    /**
     * Writes buffers one behind the other by one call of the system, {@code count} of them from the index {@code from} on;
     * the rest as {@link #write(ByteBuffer)}.
     *
     * @throws IndexOutOfBoundsException when there are not so many buffers
     */
    public long write(ByteBuffer[] sources, int from, int count) throws IOException {
        return end.write(sources, from, count);
    }

    /**
     * Writes from memory that the caller has by its address, such as that of another language; the rest as {@link
     * #write(ByteBuffer)}.
     *
     * @param address of the first byte; nobody checks that the memory is there
     * @throws UnsupportedOperationException on transports that don't work with file descriptors
     */
    public int writeAddress(long address, int length) throws IOException {
        return end.write(address, length);
    }

    /**
     * Ends the input: reads answer −1. The peer is not told.
     *
     * @throws IOException when the connection doesn't stand
     */
    public void shutdownInput() throws IOException {
        end.shutdownInput();
    }

    /**
     * Ends the output: the peer reads what was written, then the end of the stream. Reading goes on.
     *
     * @throws IOException when the connection doesn't stand
     */
    public void shutdownOutput() throws IOException {
        end.shutdownOutput();
    }

    /**
     * Sets an option of {@link java.net.StandardSocketOptions}: TCP_NODELAY, SO_KEEPALIVE, SO_LINGER, SO_RCVBUF,
     * SO_SNDBUF or SO_REUSEADDR.
     *
     * @return this stream
     * @throws UnsupportedOperationException when it is another option
     * @throws IOException when the system refuses it
     */
    public <T> TcpStream option(SocketOption<T> option, T value) throws IOException {
        end.option(option, value);
        return this;
    }

    /**
     * The value of an option, as the system has it.
     *
     * @throws UnsupportedOperationException when the option is none of those that can be set
     */
    public <T> T option(SocketOption<T> option) throws IOException {
        return end.option(option);
    }

    /** This end's address, or null when it has none: closed, or the attempt failed. */
    public @Nullable InetSocketAddress localAddress() {
        return (InetSocketAddress) end.localAddress();
    }

    /** The peer's address, or null when it has none: not yet connected, closed, or reset. */
    public @Nullable InetSocketAddress remoteAddress() {
        return (InetSocketAddress) end.remoteAddress();
    }

    @Override
    public OptionalInt fd() {
        return end.endpoint().fd();
    }

    @Override
    public boolean isOpen() {
        return end.endpoint().isOpen();
    }

    /**
     * {@inheritDoc}
     *
     * <p>What was written is still sent. If something received is unread, or SO_LINGER is 0, the peer sees a reset.
     */
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
