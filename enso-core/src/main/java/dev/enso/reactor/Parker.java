package dev.enso.reactor;

import java.util.function.BooleanSupplier;

/**
 * The one way a reactor sleeps: a thread's park, or the selector when sockets are there.
 *
 * <p>No wake-up may be lost between the decision to sleep and the sleep: {@code park} first makes itself wakeable, then
 * asks {@code canBlock} once more, and sleeps only when it answers true.
 */
public interface Parker {
    /**
     * Sleeps until {@link #wake()}, an event of its own, or the deadline. May return early for no reason. Called on the
     * reactor's thread only.
     *
     * @param deadline in nanoseconds of the reactor's clock, or {@link Poller#NEVER}
     * @param canBlock answers false when work has come in the meantime; asked after a wake-up could no longer be missed
     */
    void park(long deadline, BooleanSupplier canBlock);

    /** Ends the present or the next sleep. Any thread may call it. */
    void wake();
}
