package dev.enso.net;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the transports that this machine has. Loads nothing of Netty before it is asked for. */
final class Transports {
    private static final Logger LOG = System.getLogger("dev.enso.net");

    private Transports() {}

    static Transport auto() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (os.contains("linux")) {
            return nativeOrNio(Transports::epoll);
        }
        if (os.contains("mac") || os.contains("bsd")) {
            return nativeOrNio(Transports::kqueue);
        }
        LOG.log(Level.DEBUG, "Sockets run on NIO, as this system ({0}) has neither epoll nor kqueue", os);
        return nio();
    }

    private static Transport nativeOrNio(Supplier<Transport> preferred) {
        NettyVersion.ensureNotOlder(loader());
        try {
            Transport transport = preferred.get();
            LOG.log(Level.DEBUG, "Sockets run on {0}", transport.name());
            return transport;
        } catch (TransportUnavailableException e) {
            LOG.log(
                    Level.WARNING,
                    e.getMessage()
                            + ". Sockets run on NIO instead, which is slower; demand the transport nio to be rid of"
                            + " this warning");
            LOG.log(Level.DEBUG, "The native library did not load", e);
            return nio();
        }
    }

    static Transport epoll() {
        // Lambdas, not method references: these would look for Netty's classes here, outside the try.
        return ifAvailable("epoll", "linux", () -> Epoll.unavailabilityCause(), () -> FdTransport.epoll());
    }

    static Transport kqueue() {
        return ifAvailable("kqueue", "osx", () -> KQueue.unavailabilityCause(), () -> FdTransport.kqueue());
    }

    static Transport ioUring() {
        NettyVersion.ensureNotOlder(loader());
        Uring.ensureWatches();
        return new Transport("io_uring", FdTransport.ioUring());
    }

    static Transport nio() {
        return new Transport("nio", new NioTransport());
    }

    private static Transport ifAvailable(
            String name, String os, Supplier<@Nullable Throwable> unavailability, Supplier<Port> port) {
        NettyVersion.ensureNotOlder(loader());
        Throwable cause;
        try {
            cause = unavailability.get();
        } catch (LinkageError e) {
            cause = e;
        }
        if (cause != null) {
            Throwable reason = innermost(cause);
            throw new TransportUnavailableException(
                    "The transport " + name + " can't be used: " + reason + ". " + remedy(name, os, reason), cause);
        }
        return new Transport(name, port.get());
    }

    private static String remedy(String name, String os, Throwable reason) {
        // JDKs from 24 on can be told to deny native access.
        if (reason instanceof IllegalCallerException) {
            return "Start the JVM with --enable-native-access=ALL-UNNAMED, or =io.netty.common on the module path";
        }
        return "On a machine that has " + name + ", put io.netty:netty-transport-native-" + name + ":"
                + NettyVersion.BUILT_WITH + ":" + os + "-" + architecture()
                + " on the path, with a java.io.tmpdir that allows executables";
    }

    /** It tells most. */
    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static String architecture() {
        String arch = System.getProperty("os.arch", "");
        return arch.equals("amd64") ? "x86_64" : arch.equals("aarch64") ? "aarch_64" : arch;
    }

    private static ClassLoader loader() {
        ClassLoader own = Transports.class.getClassLoader();
        return own == null ? ClassLoader.getSystemClassLoader() : own;
    }
}
