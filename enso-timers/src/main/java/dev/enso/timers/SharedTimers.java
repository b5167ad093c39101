package dev.enso.timers;

import dev.enso.channel.Sent;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Message;
import dev.enso.reactor.Reactor;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one reactor for every thread: arming and cancelling travel there as messages, and what is due runs there.
 * Give each reactor its own, or let one reactor do nothing else and have all threads share its timers.
 *
 * <p>Its methods may be called from any thread, and what is armed counts from the call, by the reactor's clock. On the
 * reactor's own thread no message is sent. Arming from elsewhere allocates the timer and its message; where that matters,
 * arm on the reactor, on its wheel.
 */
public final class SharedTimers {
    private final Reactor reactor;
    private final Message sweep = this::takeOut;
    /**
     * Those that were cancelled elsewhere and are still in the reactor's timers, the latest first, linked by
     * {@code nextCancelled}. Any thread adds one; the reactor takes all. What a full reactor was not told of waits here for
     * the next message.
     */
    private final AtomicReference<@Nullable SharedTimer> cancelled = new AtomicReference<>();

    private SharedTimers(Reactor reactor) {
        this.reactor = reactor;
    }

    /** The timers of this reactor. Where none are plugged in, what is armed is {@link SharedTimer#isRefused refused}. */
    public static SharedTimers of(Reactor reactor) {
        return new SharedTimers(Objects.requireNonNull(reactor, "reactor"));
    }

    /**
     * Runs a command after a delay, once, on the reactor's thread, in its look at the timers: keep it short. What it throws
     * goes to the failure handler of the reactor's timers.
     *
     * @param delay zero runs it at the next look at the timers; more nanoseconds than a long holds is never
     * @throws IllegalArgumentException when the delay is negative
     * @throws RejectedExecutionException when the reactor has stopped or is closing, or has as many messages waiting at its
     *     door as it admits; and, on the reactor's own thread, when its timers are full. A timer that comes from another
     *     thread and finds them full is {@link SharedTimer#isRefused refused} there
     */
    public SharedTimer arm(Duration delay, Runnable command) {
        long nanos = Nanos.notNegative("delay", delay);
        return armAt(Nanos.sum(reactor.core().clock().nanoTime(), nanos), command);
    }

    /**
     * The same at a deadline.
     *
     * @param deadline in nanoseconds of the reactor's clock; one that has passed runs it at the next look at the timers
     * @throws IllegalArgumentException when the deadline is negative
     * @throws RejectedExecutionException as {@link #arm} does
     */
    public SharedTimer armAt(long deadline, Runnable command) {
        Objects.requireNonNull(command, "command");
        if (deadline < 0) {
            throw new IllegalArgumentException("a deadline can't be negative: " + deadline);
        }
        SharedTimer timer = new SharedTimer(this, deadline, command);
        if (reactor.isOwner()) {
            timer.enter(reactor.core());
            return timer;
        }
        Sent sent = reactor.send(at -> {
            takeOut(at);
            timer.enter(at);
        });
        if (sent != Sent.ACCEPTED) {
            throw new RejectedExecutionException(
                    sent == Sent.FULL
                            ? reactor.name() + " has as many messages waiting as it admits: try again later"
                            : reactor.name() + " is closing or has stopped, and arms no timer");
        }
        return timer;
    }

    /** One that has not been armed yet. */
    SharedTimer prepare(long deadline, Runnable command) {
        return new SharedTimer(this, deadline, command);
    }

    /** A cancelled timer leaves the reactor's. */
    void leave(SharedTimer timer) {
        if (reactor.isOwner()) {
            timer.leave(reactor.core());
            return;
        }
        SharedTimer before;
        do {
            before = cancelled.get();
            timer.nextCancelled = before;
        } while (!cancelled.compareAndSet(before, timer));
        // A reactor that is full is told by the next message, or comes upon it when its time has come. One that has
        // stopped
        // keeps nothing.
        reactor.send(sweep);
    }

    private void takeOut(CoreContext at) {
        if (cancelled.get() == null) {
            return;
        }
        SharedTimer timer = cancelled.getAndSet(null);
        while (timer != null) {
            SharedTimer next = timer.nextCancelled;
            timer.nextCancelled = null;
            timer.leave(at);
            timer = next;
        }
    }

    @Override
    public String toString() {
        return "SharedTimers[" + reactor.name() + "]";
    }
}
