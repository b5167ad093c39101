package dev.enso.net;

import dev.enso.reactor.Clock;
import dev.enso.reactor.Poller;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One intention to sleep, as a {@link Selector} asks about it. */
final class Sleep {
    private final Clock clock;
    private final BooleanSupplier nothingReady;
    private BooleanSupplier canBlock = () -> true;
    private long deadline = Poller.NEVER;
    private @Nullable Throwable failure;

    /**
     * @param nothingReady what the poll itself knows, asked before the reactor
     */
    Sleep(Clock clock, BooleanSupplier nothingReady) {
        this.clock = clock;
        this.nothingReady = nothingReady;
    }

    void until(long newDeadline, BooleanSupplier newCanBlock) {
        deadline = newDeadline;
        canBlock = newCanBlock;
    }

    /**
     * Whether there is still nothing to do. Never throws, since a selector that is left halfway loses edges: what the
     * reactor's answer threw is kept for {@link #rethrow()}.
     */
    boolean canBlock() {
        if (deadline == Poller.NOW || failure != null) {
            return false;
        }
        try {
            return nothingReady.getAsBoolean() && canBlock.getAsBoolean();
        } catch (Throwable t) {
            failure = t;
            return false;
        }
    }

    /** In nanoseconds of the clock; {@link Poller#NEVER} for none. Never negative. */
    long deadline() {
        return deadline;
    }

    /** Nanoseconds from now to the deadline, 0 when it has passed; {@link Poller#NEVER} for no deadline. */
    long remaining() {
        if (deadline == Poller.NEVER) {
            return Poller.NEVER;
        }
        return Math.max(0, deadline - clock.nanoTime());
    }

    void rethrow() {
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }
    }
}
