package dev.enso.net;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** An end of a pipe by file descriptor. */
final class FdPipeEnd implements ByteSocket, FdSocket {
    private final FileDescriptor descriptor;
    private final FdBytes bytes;

    FdPipeEnd(FdSockets sockets, FileDescriptor descriptor) {
        this.descriptor = descriptor;
        this.bytes = new FdBytes(sockets, descriptor);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return bytes.read(target);
    }

    @Override
    public int read(long address, int length) throws IOException {
        return bytes.read(address, length);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return bytes.write(source);
    }

    @Override
    public int write(long address, int length) throws IOException {
        return bytes.write(address, length);
    }

    @Override
    public long write(ByteBuffer[] sources, int from, int count) throws IOException {
        return bytes.write(sources, from, count);
    }

    @Override
    public FileDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public OptionalInt fd() {
        return OptionalInt.of(descriptor.intValue());
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return null;
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) {
        throw Failures.unsupported(option, "a pipe");
    }

    @Override
    public <T> T option(SocketOption<T> option) {
        throw Failures.unsupported(option, "a pipe");
    }

    @Override
    public void close() throws IOException {
        descriptor.close();
    }
}
