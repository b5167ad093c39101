package dev.enso.reactor;

import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Process;
import dev.enso.core.Stream;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The future of an actor's task: takes one message after the other. It never has a value; its end is a cancellation. */
final class ActorLoop<P, S> implements Future<Void>, Resident {
    final Reactor reactor;
    final Mailbox mailbox;
    private final Actor<P, S> recipe;

    /** Written at the spawn, on the spawning thread, and by the owner in its first poll: the same task. */
    private volatile @Nullable Task<?> task;
    /** Written by the owner before the task's outcome is. */
    private volatile @Nullable Ending ending;
    /** Messages that were accepted and never processed. Written under the lock of the sweep. */
    private volatile long dropped;

    // Owner only.
    /** Null before the start and during a back-off. */
    private @Nullable Process<P, S> process;
    /** The state before the failure that is being recovered from. */
    private @Nullable S latest;

    private boolean wasUp;
    private final Restart.Count restarts;
    private final Nap nap = new Nap();
    private @Nullable Throwable failure;

    ActorLoop(Actor<P, S> recipe, Reactor reactor) {
        this.recipe = recipe;
        this.reactor = reactor;
        this.mailbox = new Mailbox(recipe.mailbox);
        this.restarts = new Restart.Count(recipe.restart);
    }

    void spawnedAs(Task<?> spawned) {
        task = spawned;
    }

    String name() {
        Task<?> spawned = task;
        return spawned == null ? "an actor" : spawned.name();
    }

    /** Any thread. */
    Sent offer(Object item) {
        if (!reactor.takesWork()) {
            return Sent.CLOSED;
        }
        Sent sent = mailbox.offer(item);
        if (sent == Sent.ACCEPTED) {
            if (mailbox.phase() == Mailbox.Phase.CLOSED) {
                reactor.enter(new Late());
            } else {
                wake();
            }
        }
        return sent;
    }

    /** Any thread; before the spawn is known to everybody, the first poll is still to come and needs no waking. */
    void wake() {
        Task<?> spawned = task;
        if (spawned != null) {
            spawned.wake();
        }
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        int taken = 0;
        try {
            while (isUp(cx) && cx.spend()) {
                Object item = mailbox.next();
                if (item == null) {
                    endIfStopped();
                    break;
                }
                taken++;
                take(item, cx);
            }
        } catch (Throwable reason) {
            failure = reason;
            throw reason;
        } finally {
            mailbox.announceRoom();
            reactor.core().bus().countEntered(taken);
        }
        return Polled.PENDING;
    }

    /** False during a back-off; makes the process at the start and after a back-off. */
    private boolean isUp(Context cx) throws Exception {
        while (process == null) {
            if (!nap.isOver(cx) || !cx.spend()) {
                return false;
            }
            task = Scope.taskOf(cx);
            restarts.started(cx.now());
            try {
                process = wasUp ? recipe.make(latest()) : recipe.start();
                wasUp = true;
            } catch (Throwable thrown) {
                recover("its start", thrown, cx);
            }
        }
        return true;
    }

    @SuppressWarnings("NullAway") // whether a state may be null is S's business
    private S latest() {
        return latest;
    }

    private void endIfStopped() {
        Task<?> mine = task;
        if (mailbox.phase() == Mailbox.Phase.STOPPING && mailbox.isEmpty() && mine != null) {
            ending = new Ending(Ending.How.STOPPED, null);
            mine.cancel();
        }
    }

    @SuppressWarnings("unchecked") // an address takes only P and errands
    private void take(Object item, Context cx) throws Exception {
        Throwable failed;
        if (item instanceof Ask<?, ?, ?> ask) {
            failed = ((Ask<P, S, ?>) ask).serve(this);
        } else {
            failed = null;
            try {
                running().send((P) item);
            } catch (Throwable thrown) {
                failed = thrown;
            }
        }
        if (failed != null) {
            failed(item, failed, cx);
        }
    }

    Process<P, S> running() {
        return Objects.requireNonNull(process, "process");
    }

    /** Owner: replaces the process by one in this state. */
    S restore(S state) {
        Process<P, S> restored = recipe.make(state);
        process = restored;
        return restored.state();
    }

    private void failed(Object item, Throwable thrown, Context cx) throws Exception {
        if (recipe.onFailure != Actor.OnFailure.GO_ON || thrown instanceof Error) {
            recover(describe(item), thrown, cx);
        } else if (!(item instanceof Ask)) {
            reactor.failures.tell("the message " + describe(item) + " to " + name(), thrown);
        }
    }

    private static String describe(Object item) {
        try {
            return String.valueOf(item);
        } catch (Throwable broken) {
            return item.getClass().getName();
        }
    }

    private void recover(String what, Throwable thrown, Context cx) throws Exception {
        if (recipe.onFailure != Actor.OnFailure.RESTART) {
            Outcome.raise(thrown);
        }
        Process<P, S> broken = process;
        if (broken != null) {
            latest = broken.state();
            process = null;
        }
        long next = restarts.failed(name() + " (" + what + ")", thrown, reactor.core());
        if (next == Restart.NEVER) {
            throw restarts.exhausted(name(), thrown);
        }
        nap.until(next, cx);
    }

    @Override
    public void close() {
        nap.close();
        Throwable reason = failure;
        if (ending == null || reason != null) {
            ending = new Ending(reason == null ? Ending.How.CANCELLED : Ending.How.FAILED, reason);
        }
        mailbox.close();
        sweep();
        mailbox.announceRoom();
        process = null;
        latest = null;
    }

    /** Once closed: the owner, or anybody when the reactor has stopped. */
    private synchronized void sweep() {
        long told = 0;
        Object item;
        while ((item = mailbox.leftover()) != null) {
            if (item instanceof Ask<?, ?, ?> ask) {
                ask.refuse(ended());
            } else {
                told++;
            }
        }
        if (told > 0) {
            dropped += told;
            reactor.failures.tell(
                    name(),
                    new IllegalStateException(told + " messages that were accepted have been dropped, because " + name()
                            + " ended before it came to them"));
        }
    }

    /** The failure of who wanted something of an actor that has ended. */
    RejectedExecutionException ended() {
        Ending seen = ending;
        return new RejectedExecutionException(
                name() + " takes no more messages: it "
                        + (seen == null
                                ? "is about to stop"
                                : seen.how() == Ending.How.FAILED ? "has failed" : "was stopped or cancelled"),
                seen == null ? null : seen.failure());
    }

    /** Once the task's outcome is there. */
    Ending ending() {
        Ending seen = ending;
        return seen == null ? new Ending(Ending.How.CANCELLED, null) : seen;
    }

    long dropped() {
        return dropped;
    }

    @Override
    public boolean hasWork() {
        return !mailbox.isEmpty();
    }

    @Override
    public Void head() {
        throw noHead();
    }

    @Override
    public Stream<Void> tail() {
        throw noHead();
    }

    private static IllegalStateException noHead() {
        return new IllegalStateException(
                "an actor has no value: it runs until it is stopped, and is joined by watch()");
    }

    @Override
    public String toString() {
        return name() + "[" + mailbox.phase() + ", " + mailbox.size() + " of " + mailbox.capacity() + " waiting]";
    }

    /** A message that came in while the actor was ending: it goes the way of those that it found. */
    private final class Late extends Inbound {
        @Override
        void arrive() {
            sweep();
        }

        @Override
        void strand() {
            sweep();
        }
    }
}
