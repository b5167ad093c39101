package dev.enso.reactor;

import dev.enso.core.Future;
import java.time.Duration;
import java.util.Objects;

/**
 * A loop of somebody else's that is run as one task among others: an agent of Agrona, a poller of the Disruptor's events, or
 * whatever else does a bounded piece of work when called and says how much it was. The methods are called on the reactor's
 * thread; each {@link #doWork} is one poll, so what should not disturb other tasks is kept short.
 *
 * <pre>{@code
 * Duty agent = Duty.of(theirs::onStart, theirs::doWork, theirs::onClose);
 * Duty events = () -> poller.poll(handler) == PollState.PROCESSING ? 1 : 0;
 * reactor.spawn(TaskOptions.named("agent").service(), agent.cycle());
 * }</pre>
 */
@FunctionalInterface
public interface Duty {
    /** Something that is done once, at the start or in the end. */
    @FunctionalInterface
    interface Action {
        /** Does it. */
        void run() throws Exception;
    }

    /**
     * Does what there is to do, and does not wait.
     *
     * @return how much was done; 0 or less when there was nothing
     * @throws Exception to end the task with this failure; see {@link Restart} to try again
     */
    int doWork() throws Exception;

    /** Called before the first {@link #doWork}. */
    default void onStart() throws Exception {}

    /** Called once in the end, however it came, when {@link #onStart} was called before. */
    default void onClose() throws Exception {}

    /** A duty from three methods. */
    static Duty of(Action onStart, Duty doWork, Action onClose) {
        Objects.requireNonNull(onStart, "onStart");
        Objects.requireNonNull(doWork, "doWork");
        Objects.requireNonNull(onClose, "onClose");
        return new Duty() {
            @Override
            public int doWork() throws Exception {
                return doWork.doWork();
            }

            @Override
            public void onStart() throws Exception {
                onStart.run();
            }

            @Override
            public void onClose() throws Exception {
                onClose.run();
            }
        };
    }

    /** {@link #cycle(Duration, Duration)} from 10 µs to 1 ms. */
    default Future<Void> cycle() {
        return cycle(Duration.ofNanos(10_000), Duration.ofMillis(1));
    }

    /**
     * The duty as a future that never ends by itself: spawn it as a service. While there is work it is polled in turn with
     * the other tasks. When there has been none for 16 polls it waits, longer each time, and needs the reactor's timers for
     * that; whoever gives it work may {@link Task#wake} it at once.
     *
     * @param shortest the first wait; zero keeps polling, and the reactor from sleeping
     * @param longest the wait doubles until it is so long
     * @throws IllegalArgumentException when one is negative, or the shortest is longer than the longest
     */
    default Future<Void> cycle(Duration shortest, Duration longest) {
        return new DutyCycle(this, shortest, longest);
    }
}
