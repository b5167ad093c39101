package dev.enso.net;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The system's error numbers that are told apart, as far as Netty has no constants for them, and what they become.
 *
 * @param addressInUse EADDRINUSE
 * @param aborted ECONNABORTED
 */
record Errno(int addressInUse, int aborted) {
    static final Errno LINUX = new Errno(98, 103);
    static final Errno BSD = new Errno(48, 53);

    // The same everywhere.
    private static final int ENFILE = 23;
    private static final int EMFILE = 24;

    /** The positive error number behind a failure of Netty's native calls, or 0. */
    static int of(@Nullable Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof NativeIoException known) {
                return -known.expectedErr();
            }
        }
        return 0;
    }

    /** What the system calls an error number. */
    static IOException toException(int errno) {
        return Errors.newIOException("socket", -errno);
    }

    static boolean isTooManyOpenFiles(int errno) {
        return errno == EMFILE || errno == ENFILE;
    }

    static boolean isRefused(IOException failure) {
        return of(failure) == -Errors.ERROR_ECONNREFUSED_NEGATIVE;
    }

    /** A failure to get a descriptor, which Netty reports in several ways. */
    static IOException open(Throwable failure) {
        if (isTooManyOpenFiles(of(failure)) || Failures.mentionsTooManyOpenFiles(failure)) {
            return Failures.tooManyOpenFiles(failure);
        }
        if (of(failure) != 0 || failure instanceof ChannelException) {
            return new IOException("The system gives no further socket or selector: " + failure.getMessage(), failure);
        }
        return Failures.asIoException(failure);
    }

    boolean isAborted(IOException failure) {
        return of(failure) == aborted;
    }
}
