package dev.enso.reactor;

import dev.enso.channel.Sent;
import dev.enso.core.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

/**
 * Where an actor is reached. Everything may be called from any thread, and the futures are polled by tasks of any reactor.
 *
 * @param <P> the protocol: what may be sent
 * @param <S> the state of the actor
 */
public final class Address<P, S> {
    private final ActorLoop<P, S> loop;
    private final Task<Void> task;

    Address(ActorLoop<P, S> loop, Task<Void> task) {
        this.loop = loop;
        this.task = task;
        loop.spawnedAs(task);
    }

    /**
     * Puts a message into the mailbox. Never waits, and allocates nothing.
     *
     * @return ACCEPTED: it will be processed, unless the actor ends first; it is counted as {@link #dropped} then. FULL: no
     *     room, and the message stays with the caller; tasks wait with {@link #send}. CLOSED: the actor was stopped or has
     *     ended, or its reactors are closing and the thread is not one of theirs
     */
    public Sent tell(P message) {
        return loop.offer(Objects.requireNonNull(message, "message"));
    }

    /**
     * {@link #tell} as a future, which waits while the mailbox is full: the sending task is parked meanwhile. Tasks that
     * wait are woken the oldest first, as many as there is room for; room is not reserved, so one may have to wait again.
     *
     * @return ready with ACCEPTED or CLOSED
     */
    public Future<Sent> send(P message) {
        return new Telling(loop, Objects.requireNonNull(message, "message"));
    }

    /** {@link #ask(Object, Function, Duration)} for the whole state, which other threads will see: it must be immutable. */
    public Future<S> ask(P message, Duration limit) {
        return ask(message, state -> state, limit);
    }

    /**
     * Sends a message and waits for the state after it. Each future asks once, in its first poll; it waits for room in the
     * mailbox too. It fails with what the process throws, with a {@link java.util.concurrent.TimeoutException} when there is
     * no answer within the limit, and with a {@link java.util.concurrent.RejectedExecutionException} when the actor has
     * ended or ends before it comes to the message. Closing it, as the timeout does, withdraws a message that the actor has
     * not begun with.
     *
     * @param view makes the answer from the state, on the actor's thread and before the next message: a part of it, or a
     *     copy of what is not immutable. What it throws fails the future and not the actor
     * @param limit from the first poll on; needs timers on the asking reactor
     * @throws IllegalArgumentException when the limit is negative
     */
    public <R> Future<R> ask(P message, Function<? super S, ? extends R> view, Duration limit) {
        Objects.requireNonNull(message, "message");
        if (limit.isNegative()) {
            throw new IllegalArgumentException("the limit of an ask can't be negative: " + limit);
        }
        return new Ask<>(loop, Ask.Verb.SEND, message, Objects.requireNonNull(view, "view"), Nanos.of(limit));
    }

    /**
     * The state between two messages, after those that were told before. It must be immutable, or see {@link
     * #snapshot(Function)}. Without a limit of its own: see {@link Future#timeout}.
     */
    public Future<S> snapshot() {
        return snapshot(state -> state);
    }

    /** What the view makes of the state between two messages, on the actor's thread. */
    public <R> Future<R> snapshot(Function<? super S, ? extends R> view) {
        return new Ask<>(loop, Ask.Verb.LOOK, null, Objects.requireNonNull(view, "view"), -1);
    }

    /**
     * Replaces the process, between two messages, by one that is made from this state; ready with it. Fails with {@link
     * UnsupportedOperationException} when the recipe does not know how to make one.
     */
    public Future<S> restore(S state) {
        return new Ask<>(loop, Ask.Verb.RESTORE, state, restored -> restored, -1);
    }

    /** How the actor ends, once it has. Each call makes another future; closing it leaves the actor alone. */
    public Future<Ending> watch() {
        return new Watch(task, loop);
    }

    /**
     * Ends the actor in order: nothing more is accepted, what was accepted before is processed, then it ends. To end it at
     * once, cancel its {@link #task}.
     *
     * @return false when it was stopped, or has ended, before
     */
    public boolean stop() {
        boolean first = loop.mailbox.stop();
        if (first) {
            task.wake();
        }
        return first;
    }

    /** Its task: name, id and cancellation. It never has a value, and ends as cancelled when the actor is stopped. */
    public Task<?> task() {
        return task;
    }

    /** Messages that wait; an estimate while others send. */
    public int waiting() {
        return loop.mailbox.size();
    }

    /** Messages that were told and accepted, and never processed because the actor ended; asks are answered instead. */
    public long dropped() {
        return loop.dropped();
    }

    @Override
    public String toString() {
        return "Address[" + task.name() + " on " + task.reactor().name() + ", "
                + loop.mailbox.phase().name().toLowerCase(java.util.Locale.ROOT) + ", " + waiting() + " of "
                + loop.mailbox.capacity() + " waiting]";
    }
}
