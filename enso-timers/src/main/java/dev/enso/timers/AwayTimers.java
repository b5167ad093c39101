package dev.enso.timers;

import dev.enso.core.Alarms;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Inventory;
import dev.enso.reactor.Poller;
import dev.enso.reactor.Priority;
import dev.enso.reactor.TaskOptions;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a reactor that has none of its own: another one keeps them, as the timer core of a node does. To arm and to
 * cancel is a message over the bus; what has fired comes back the same way and is told by a task of the level {@link
 * Priority#IRQ}, before all other tasks and bounded as that level is.
 *
 * <p>What is cancelled here never fires, from the moment at which {@link #cancel} answers true, wherever its messages are.
 * Both reactors must go by one clock, as those of a group do. Nothing is allocated once there have been as many timers as
 * there are. When the keeper stops, what it kept does not fire.
 *
 * <pre>{@code
 * Reactors.builder().timers(core -> core.index() == keeper ? Wheel.create() : AwayTimers.at(core, keeper))
 * }</pre>
 *
 * {@code dev.enso.Enso} does this where its roles say so. Owned by the reactor.
 */
public final class AwayTimers implements Poller, Alarms, Inventory {
    private static final int SLOT_BITS = 28;
    private static final int MOST = 1 << SLOT_BITS;
    private static final long LAST_GENERATION = (1L << (Long.SIZE - 1 - SLOT_BITS)) - 1;

    private final CoreContext home;
    private final int keeper;
    private final Consumer<? super Throwable> onFailure;
    private final Outbox out;
    private final ArrayList<AwayTimer> timers = new ArrayList<>();
    private final ArrayList<AwayTimer> free = new ArrayList<>();
    private @Nullable AwayTimer firstFired;
    private @Nullable AwayTimer lastFired;
    private @Nullable Waker teller;
    private int armed;
    /** Keeper only: the way from there. */
    private @Nullable Outbox back;

    private AwayTimers(CoreContext home, int keeper, Consumer<? super Throwable> onFailure) {
        this.home = home;
        this.keeper = keeper;
        this.onFailure = onFailure;
        this.out = new Outbox(home, keeper);
    }

    /** Timers that the reactor of this index keeps; failures of wakers are logged. */
    public static AwayTimers at(CoreContext home, int keeper) {
        return at(home, keeper, new LoggedFailures());
    }

    /**
     * Timers that the reactor of this index keeps.
     *
     * @param keeper its index in the group; it must have timers of its own
     * @param onFailure hears what a waker throws, and why the keeper has refused a timer
     * @throws IllegalArgumentException when the reactor would keep its own
     */
    public static AwayTimers at(CoreContext home, int keeper, Consumer<? super Throwable> onFailure) {
        if (keeper == home.index()) {
            throw new IllegalArgumentException(
                    "reactor " + keeper + " can't leave its timers to itself: give it a Wheel, or name another keeper");
        }
        return new AwayTimers(home, keeper, Objects.requireNonNull(onFailure, "onFailure"));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the deadline is negative
     * @throws RejectedExecutionException when the keeper has stopped, or 2²⁸ are armed
     */
    @Override
    public long arm(long deadline, Waker waker) {
        Objects.requireNonNull(waker, "waker");
        if (deadline < 0) {
            throw new IllegalArgumentException("a deadline can't be negative: " + deadline);
        }
        if (teller == null) {
            teller = home.reactor()
                    .spawn(
                            TaskOptions.named("expirations")
                                    .priority(Priority.IRQ)
                                    .resident(),
                            new Telling());
        }
        AwayTimer timer = free.isEmpty() ? fresh() : free.remove(free.size() - 1);
        timer.deadline = deadline;
        timer.waker = waker;
        timer.armIsAway = true;
        timer.arm.leave();
        if (!out.send(timer.arm)) {
            timer.armIsAway = false;
            timer.waker = null;
            giveBack(timer);
            throw new RejectedExecutionException("the reactor that keeps the timers of "
                    + home.reactor().name() + " has stopped: it is reactor " + keeper);
        }
        armed++;
        return timer.generation << SLOT_BITS | timer.slot;
    }

    private AwayTimer fresh() {
        if (timers.size() == MOST) {
            throw new RejectedExecutionException(
                    "a reactor has at most " + MOST + " timers that another keeps, and all are armed");
        }
        AwayTimer timer = new AwayTimer(this, timers.size());
        timer.generation = 1;
        timers.add(timer);
        return timer;
    }

    @Override
    public boolean cancel(long handle) {
        int slot = (int) handle & (MOST - 1);
        AwayTimer timer = slot < timers.size() ? timers.get(slot) : null;
        if (timer == null || timer.generation != handle >>> SLOT_BITS || timer.waker == null) {
            return false;
        }
        timer.waker = null;
        armed--;
        if (timer.armIsAway) {
            timer.cancelIsAway = true;
            timer.cancel.leave();
            if (!out.send(timer.cancel)) {
                timer.cancelIsAway = false; // The keeper has stopped: neither letter comes back, and it stays unused.
            }
        }
        return true;
    }

    /** Keeper: the way from there. */
    Outbox outboxAt(CoreContext at) {
        Outbox known = back;
        if (known == null) {
            known = new Outbox(at, home.index());
            back = known;
        }
        return known;
    }

    /** Home: a timer has fired, was taken out, or was refused. */
    void cameHome(AwayTimer timer) {
        timer.armIsAway = false;
        Throwable refused = timer.refusal;
        if (refused != null) {
            // Its waker is woken early, and arms anew: what is refused for ever is told for ever.
            timer.refusal = null;
            timer.deadline = 0;
            onFailure.accept(refused);
        }
        if (timer.waker == null) {
            giveBack(timer);
            return;
        }
        AwayTimer before = lastFired;
        if (before == null) {
            firstFired = timer;
        } else {
            before.nextFired = timer;
        }
        lastFired = timer;
        timer.isListed = true;
        Waker tells = teller;
        if (tells != null) {
            tells.wake();
        }
    }

    /** Home: the letter that cancels is back. */
    void cancelCameHome(AwayTimer timer) {
        timer.cancelIsAway = false;
        giveBack(timer);
    }

    /** When nothing of it is away any more. */
    private void giveBack(AwayTimer timer) {
        if (!timer.armIsAway && !timer.cancelIsAway && !timer.isListed) {
            timer.generation++;
            if (timer.generation < LAST_GENERATION) {
                free.add(timer);
            }
        }
    }

    /** How many are armed. */
    public int armed() {
        return armed;
    }

    /** The index of the reactor that keeps them. */
    public int keeper() {
        return keeper;
    }

    /** Nothing: what has fired comes over the bus. */
    @Override
    public int poll(long now, int limit) {
        return 0;
    }

    @Override
    public long deadline() {
        return NEVER;
    }

    @Override
    public String kept() {
        return "timers kept elsewhere";
    }

    @Override
    public long count() {
        return armed;
    }

    @Override
    public String toString() {
        return "AwayTimers[" + home.reactor().name() + ", " + armed + " armed on reactor " + keeper + "]";
    }

    /** Wakes who waited for what has fired. */
    private final class Telling implements Future<Void> {
        @Override
        public Polled poll(Context cx) {
            cx.waker();
            for (AwayTimer timer; (timer = firstFired) != null; ) {
                if (cx.now() < timer.deadline) {
                    // It fired by the keeper's reading of the clock, and this turn's is older: who is woken must find
                    // that
                    // its time has come.
                    cx.waker().wake();
                    return Polled.PENDING;
                }
                if (!cx.spend()) {
                    return Polled.PENDING;
                }
                firstFired = timer.nextFired;
                timer.nextFired = null;
                timer.isListed = false;
                if (firstFired == null) {
                    lastFired = null;
                }
                Waker waker = timer.waker;
                timer.waker = null;
                giveBack(timer);
                if (waker != null) {
                    armed--;
                    wake(waker);
                }
            }
            return Polled.PENDING;
        }

        private void wake(Waker waker) {
            try {
                waker.wake();
            } catch (RuntimeException | Error failure) {
                onFailure.accept(failure);
            }
        }

        @Override
        public Void head() {
            throw new IllegalStateException("it goes on until it is cancelled");
        }

        @Override
        public Stream<Void> tail() {
            throw new IllegalStateException("it goes on until it is cancelled");
        }

        @Override
        public void close() {}
    }
}
