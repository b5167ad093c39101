package dev.enso.net;

import io.netty.channel.unix.FileDescriptor;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A descriptor that is somebody else's: it is watched here, and nothing more. */
final class FdForeign implements FdSocket {
    private final FileDescriptor descriptor;

    FdForeign(int descriptor) {
        this.descriptor = new FileDescriptor(descriptor);
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
        throw Failures.unsupported(option, "a raw file descriptor");
    }

    @Override
    public <T> T option(SocketOption<T> option) {
        throw Failures.unsupported(option, "a raw file descriptor");
    }

    /** The descriptor is its owner's to close. */
    @Override
    public void close() {}
}
