package dev.enso.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import org.jspecify.annotations.Nullable;

/** What the channels of the JDK have in common. */
final class NioSockets {
    private NioSockets() {}

    /** Opens something that takes a descriptor. */
    interface Opening<T> {
        T open() throws IOException;
    }

    static <T> T open(Opening<T> opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException e) {
            throw open(e);
        }
    }

    /** A failure to get a descriptor. */
    static IOException open(IOException cause) {
        return Failures.mentionsTooManyOpenFiles(cause) ? Failures.tooManyOpenFiles(cause) : cause;
    }

    /** Closes what was half made, and hands on why; for {@code throw closing(...)}. */
    static IOException closing(Closeable channel, Throwable failure) {
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return Failures.asIoException(failure);
    }

    static @Nullable SocketAddress localAddress(NetworkChannel channel) {
        try {
            return channel.getLocalAddress();
        } catch (IOException e) {
            return null; // Closed by a connect that failed, so there is none.
        }
    }

    static <T> void option(NetworkChannel channel, SocketOption<T> option, T value) throws IOException {
        ensureSupported(channel, option);
        channel.setOption(option, value);
    }

    static <T> T option(NetworkChannel channel, SocketOption<T> option) throws IOException {
        ensureSupported(channel, option);
        @Nullable T value = channel.getOption(option);
        if (value == null) {
            throw new IOException("The system has no value for " + option.name());
        }
        return value;
    }

    private static void ensureSupported(NetworkChannel channel, SocketOption<?> option) {
        if (!channel.supportedOptions().contains(option)) {
            throw Failures.unsupported(option, "NIO");
        }
    }
}
