package dev.enso.net;

import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Whether this machine has io_uring, and what to do when it hasn't. */
final class Uring {
    private static final Path FORBIDDEN = Path.of("/proc/sys/kernel/io_uring_disabled");

    private Uring() {}

    /** Whether there is anything to try. */
    static boolean isOnThePath() {
        try {
            Class.forName("io.netty.channel.uring.IoUring", false, Uring.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /**
     * Refuses when there is none.
     *
     * @throws TransportUnavailableException which says why
     */
    static void ensureAvailable() {
        Throwable cause = unavailability();
        if (cause != null) {
            throw unavailable(cause);
        }
    }

    /**
     * Refuses when there is none on which sockets can be watched.
     *
     * @throws TransportUnavailableException which says why
     */
    static void ensureWatches() {
        ensureAvailable();
        if (!IoUring.isPollAddMultishotEnabled()) {
            throw new TransportUnavailableException(
                    "The transport io_uring can't be used: polls of many shots are missing. They take Linux 5.13 or newer,"
                            + " and -Dio.netty.iouring.pollAddMultishotEnabled must not be false",
                    null);
        }
    }

    private static @Nullable Throwable unavailability() {
        try {
            return IoUring.unavailabilityCause();
        } catch (LinkageError e) {
            return e;
        }
    }

    static TransportUnavailableException unavailable(Throwable cause) {
        Throwable reason = cause;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        return new TransportUnavailableException("io_uring can't be used: " + reason + ". " + remedy(reason), cause);
    }

    private static String remedy(Throwable reason) {
        if (reason instanceof IllegalCallerException) {
            return "Start the JVM with --enable-native-access=ALL-UNNAMED, or =io.netty.common on the module path";
        }
        String message = String.valueOf(reason.getMessage());
        if (message.contains("Operation not permitted")) {
            String setting = setting();
            return setting == null || setting.equals("0")
                    ? "Let the container's seccomp profile allow io_uring_setup, io_uring_enter and io_uring_register"
                    : FORBIDDEN + " is " + setting + ": set it by sysctl kernel.io_uring_disabled=0";
        }
        if (message.contains("Function not implemented")) {
            return "It takes a kernel with io_uring (Linux 5.9 or newer, CONFIG_IO_URING)";
        }
        if (message.contains("Cannot allocate memory")) {
            return "Raise the limit of locked memory (ulimit -l)";
        }
        return "Put io.netty:netty-transport-classes-io_uring and netty-transport-native-io_uring:"
                + NettyVersion.BUILT_WITH + ":linux-" + Transports.architecture()
                + " on the path, with a java.io.tmpdir that allows executables, on Linux 5.9 or newer (files take 6.9)";
    }

    /** Null when this kernel doesn't know it. */
    private static @Nullable String setting() {
        try {
            return Files.readString(FORBIDDEN).trim();
        } catch (IOException | SecurityException unknown) {
            return null;
        }
    }
}
