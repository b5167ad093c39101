package dev.enso.net;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * The bounds of one connection. Immutable; each {@code with} method answers a changed copy.
 *
 * @param inputLimit bytes that a reader may leave in the buffer while it waits for more, that is, the largest frame a
 *     reader in place can have; from 1 to 2³⁰
 * @param outputLimit bytes that may be accepted for writing and not yet taken by the system; from 1,024 to 2³⁰
 * @param connectLimit how long connecting may take
 * @param drainLimit how long a closed connection may take to send what was written; the peer sees a reset after that
 * @param idleLimit how long neither a byte may come nor one be sent. Time in which a reader holds what came does not count;
 *     none by default
 * @param readLimit how long a reader may wait for bytes; none by default
 * @param writeLimit how long bytes that were accepted for writing may wait while the peer takes none at all; none by default
 */
public record ConnectionOptions(
        int inputLimit,
        int outputLimit,
        Duration connectLimit,
        Duration drainLimit,
        Duration idleLimit,
        Duration readLimit,
        Duration writeLimit) {
    private static final int MOST = 1 << 30;

    /** The value of a limit that is none. */
    public static final Duration NO_LIMIT = ChronoUnit.FOREVER.getDuration();

    private static final ConnectionOptions DEFAULTS = new ConnectionOptions(
            1 << 20, 256 << 10, Duration.ofSeconds(10), Duration.ofSeconds(30), NO_LIMIT, NO_LIMIT, NO_LIMIT);

    /**
     * @throws IllegalArgumentException when a number is out of its range, or a duration is not positive
     */
    public ConnectionOptions {
        within("inputLimit", inputLimit, 1);
        within("outputLimit", outputLimit, 1024);
        positive("connectLimit", connectLimit);
        positive("drainLimit", drainLimit);
        positive("idleLimit", idleLimit);
        positive("readLimit", readLimit);
        positive("writeLimit", writeLimit);
    }

    /** Frames up to 1 MiB, 256 KiB of output, 10 seconds to connect, 30 seconds to drain, no other limits. */
    public static ConnectionOptions defaults() {
        return DEFAULTS;
    }

    /** These options with another {@link #inputLimit}. */
    public ConnectionOptions withInputLimit(int bytes) {
        return new ConnectionOptions(bytes, outputLimit, connectLimit, drainLimit, idleLimit, readLimit, writeLimit);
    }

    /** These options with another {@link #outputLimit}. */
    public ConnectionOptions withOutputLimit(int bytes) {
        return new ConnectionOptions(inputLimit, bytes, connectLimit, drainLimit, idleLimit, readLimit, writeLimit);
    }

    /** These options with another {@link #connectLimit}. */
    public ConnectionOptions withConnectLimit(Duration limit) {
        return new ConnectionOptions(inputLimit, outputLimit, limit, drainLimit, idleLimit, readLimit, writeLimit);
    }

    /** These options with another {@link #drainLimit}. */
    public ConnectionOptions withDrainLimit(Duration limit) {
        return new ConnectionOptions(inputLimit, outputLimit, connectLimit, limit, idleLimit, readLimit, writeLimit);
    }

    /** These options with another {@link #idleLimit}. */
    public ConnectionOptions withIdleLimit(Duration limit) {
        return new ConnectionOptions(inputLimit, outputLimit, connectLimit, drainLimit, limit, readLimit, writeLimit);
    }

    /** These options with another {@link #readLimit}. */
    public ConnectionOptions withReadLimit(Duration limit) {
        return new ConnectionOptions(inputLimit, outputLimit, connectLimit, drainLimit, idleLimit, limit, writeLimit);
    }

    /** These options with another {@link #writeLimit}. */
    public ConnectionOptions withWriteLimit(Duration limit) {
        return new ConnectionOptions(inputLimit, outputLimit, connectLimit, drainLimit, idleLimit, readLimit, limit);
    }

    private static void within(String what, int value, int least) {
        if (value < least || value > MOST) {
            throw new IllegalArgumentException(what + " must be from " + least + " to " + MOST + " bytes: " + value);
        }
    }

    private static void positive(String what, Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException(what + " must be positive: " + limit);
        }
    }
}
