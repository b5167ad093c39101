package dev.enso.timers;

import dev.enso.core.Future;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.InterCore;
import dev.enso.reactor.Kind;
import dev.enso.reactor.ObjectTable;
import dev.enso.reactor.Refused;
import dev.enso.reactor.Remote;
import dev.enso.reactor.Rights;
import dev.enso.reactor.Verb;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;

/**
 * The verb {@code timer}: timers of another reactor, armed and cancelled by the bus. They stand in that reactor's object table
 * until they fire or are cancelled.
 *
 * <p>Once a cancellation has been acknowledged the command never runs. {@link SharedTimers} does the same without the bus and
 * without waiting; this one has the bus's back-pressure, its answers, and ids that others may cancel by.
 */
public final class RemoteTimers {
    /** In the object table. */
    public static final Kind<SharedTimer> TIMER = Kind.of("TIMER", Kind.Source.TIMERS);

    private static final Verb<Arming, SharedTimer> ARM =
            Verb.<Arming, SharedTimer>of("timer", "arms a timer there").unwanted(SharedTimer::cancel);
    private static final Verb<Long, Boolean> CANCEL = Verb.of("cancel", "cancels a timer there");

    private record Arming(long delay, Runnable command) {}

    private final Remote there;

    private RemoteTimers(Remote there) {
        this.there = there;
    }

    /** Contributes the verbs; {@code dev.enso.Enso} does it. */
    public static void serve(InterCore group) {
        group.serve(ARM, RemoteTimers::arm);
        group.serve(CANCEL, RemoteTimers::cancel);
    }

    /** The timers of this reactor. */
    public static RemoteTimers at(Remote there) {
        return new RemoteTimers(Objects.requireNonNull(there, "there"));
    }

    /**
     * Arms a timer there; the answer is its handle, with an {@link SharedTimer#id()}. A timer whose asker has gone meanwhile is
     * cancelled. Fails with {@link Refused}: FULL when the timers there take no more, UNSUPPORTED when there are none.
     *
     * @param delay from the moment at which the question arrives; more nanoseconds than a long holds is never
     * @param command runs there, in the look at the timers: keep it short. What it throws goes to the failure handler of the
     *     reactor's timers
     * @throws IllegalArgumentException when the delay is negative
     */
    public Future<SharedTimer> arm(Duration delay, Runnable command) {
        return there.ask(
                ARM, new Arming(Nanos.notNegative("delay", delay), Objects.requireNonNull(command, "command")));
    }

    /**
     * Cancels a timer there.
     *
     * @param timer its id
     * @return ready with true, once, when its command will never run; with false when it had fired, or was cancelled before
     */
    public Future<Boolean> cancel(long timer) {
        return there.ask(CANCEL, timer);
    }

    private static SharedTimer arm(CoreContext at, Arming arming) {
        long deadline = Nanos.sum(at.now(), arming.delay());
        SharedTimer timer = SharedTimers.of(at.reactor()).prepare(deadline, arming.command());
        try {
            timer.enter(at);
        } catch (RejectedExecutionException full) {
            throw new Refused(Refused.Reason.FULL, at.reactor().name() + ": " + full.getMessage());
        } catch (IllegalStateException none) {
            throw new Refused(Refused.Reason.UNSUPPORTED, String.valueOf(none.getMessage()));
        }
        timer.listed(at, at.objects().add(TIMER, "", timer));
        return timer;
    }

    private static boolean cancel(CoreContext at, long id) {
        ObjectTable table = at.objects();
        SharedTimer timer;
        try {
            timer = table.get(id, TIMER, Rights.W);
        } catch (Refused gone) {
            if (gone.reason() == Refused.Reason.STALE) {
                return false;
            }
            throw gone;
        }
        return timer.cancel();
    }

    @Override
    public String toString() {
        return "RemoteTimers[" + there + "]";
    }
}
