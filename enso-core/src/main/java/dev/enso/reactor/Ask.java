package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A question to an actor, as a future of its answer, and at the same time what lies in the mailbox.
 *
 * <pre>
 * signal     meaning                                              written by
 * null       nobody waits                                         creation
 * a waker    wake it when there is an answer                      the asker, before it sends and in later polls (volatile,
 *                                                                 compare-and-set)
 * GONE       withdrawn: the actor skips it                        the asker, when it closes (get-and-set)
 * ANSWERED   value or failure are set                             the actor, after setting them (get-and-set)
 * </pre>
 *
 * ANSWERED and GONE are final, except that an answer to who is gone changes nothing for anybody.
 */
final class Ask<P, S, R> implements Future<R> {
    /** What is wanted of the actor. */
    enum Verb {
        /** A transition by the argument, a message. */
        SEND,
        /** A look at the state. */
        LOOK,
        /** A new process in the state that is the argument. */
        RESTORE
    }

    private enum State {
        NEW,
        SENT,
        READY,
        OVER
    }

    private static final Waker ANSWERED = () -> {};
    private static final Waker GONE = () -> {};
    private static final VarHandle SIGNAL = Fields.handle(MethodHandles.lookup(), Ask.class, "signal", Waker.class);

    private final ActorLoop<P, S> loop;
    private final Verb verb;
    private final @Nullable Object argument;
    private final Function<? super S, ? extends R> view;
    /** Nanoseconds, or a negative number for no limit. */
    private final long limit;

    @SuppressWarnings("UnusedVariable") // by its handle
    private volatile @Nullable Waker signal;

    /** Both written before {@code signal} says ANSWERED, and read after. */
    private @Nullable R value;

    private @Nullable Throwable failure;

    // The asker's.
    private State state = State.NEW;
    private boolean begun;
    private @Nullable Nap nap;
    private @Nullable RoomWaiter room;

    Ask(ActorLoop<P, S> loop, Verb verb, @Nullable Object argument, Function<? super S, ? extends R> view, long limit) {
        this.loop = loop;
        this.verb = verb;
        this.argument = argument;
        this.view = view;
        this.limit = limit;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        switch (state) {
            case READY:
                return Polled.READY;
            case OVER:
                return Polled.ENDED;
            case NEW:
                SIGNAL.setVolatile(this, cx.waker());
                if (!send(cx)) {
                    return stillPending(cx);
                }
                state = State.SENT;
                break;
            case SENT:
                break;
        }
        Waker seen = (Waker) SIGNAL.getAcquire(this);
        Waker waker = cx.waker();
        if (seen != ANSWERED && (seen == waker || SIGNAL.compareAndSet(this, seen, waker))) {
            return stillPending(cx);
        }
        rest();
        Throwable failed = failure;
        if (failed != null) {
            state = State.OVER;
            Outcome.raise(failed);
        }
        state = State.READY;
        return Polled.READY;
    }

    /** Answers false when there is no room yet. */
    private boolean send(Context cx) {
        RoomWaiter waiting = room;
        switch (loop.offer(this)) {
            case ACCEPTED -> {
                if (waiting != null) {
                    waiting.gotIn();
                    room = null;
                }
                return true;
            }
            case FULL -> {
                if (waiting == null) {
                    waiting = room = new RoomWaiter(loop);
                }
                waiting.await(cx.waker());
                return false;
            }
            default -> {
                close();
                throw loop.ended();
            }
        }
    }

    private Polled stillPending(Context cx) throws TimeoutException {
        if (limit < 0) {
            return Polled.PENDING;
        }
        Nap waiting = nap;
        if (!begun) {
            begun = true;
            waiting = nap = new Nap();
            waiting.begin(Nanos.sum(cx.now(), limit));
        }
        if (waiting == null || !waiting.isOver(cx)) {
            return Polled.PENDING;
        }
        boolean sent = state == State.SENT;
        close();
        throw new TimeoutException(
                loop.name() + (sent ? " has not answered within " : " had no room for a question within ")
                        + Duration.ofNanos(limit) + ": " + argument);
    }

    /** Actor; answers what the process threw, or null. */
    @Nullable Throwable serve(ActorLoop<P, S> at) {
        if (SIGNAL.getAcquire(this) == GONE) {
            return null;
        }
        Throwable thrown = null;
        S after = null;
        try {
            after = outcome(at);
        } catch (Throwable refused) {
            thrown = refused;
        }
        if (thrown != null) {
            answer(null, thrown);
            return verb == Verb.SEND ? thrown : null;
        }
        show(after);
        return null;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // an address puts in what the verb needs
    private S outcome(ActorLoop<P, S> at) throws Exception {
        return switch (verb) {
            case SEND -> at.running().send((P) argument);
            case LOOK -> at.running().state();
            case RESTORE -> at.restore((S) argument);
        };
    }

    @SuppressWarnings("NullAway") // whether a state may be null is S's business
    private void show(@Nullable S after) {
        R seen;
        try {
            seen = view.apply(after);
        } catch (Throwable broken) {
            answer(null, broken);
            return;
        }
        answer(seen, null);
    }

    /** Actor: it ended before it came to this. */
    void refuse(Throwable reason) {
        answer(null, reason);
    }

    private void answer(@Nullable R answer, @Nullable Throwable why) {
        value = answer;
        failure = why;
        Waker asker = (Waker) SIGNAL.getAndSet(this, ANSWERED);
        if (asker != null) {
            asker.wake();
        }
    }

    @Override
    @SuppressWarnings("NullAway") // whether a value may be null is R's business
    public R head() {
        requireReady();
        return value;
    }

    @Override
    public Stream<R> tail() {
        requireReady();
        state = State.OVER;
        return this;
    }

    private void requireReady() {
        if (state != State.READY) {
            throw new IllegalStateException("there is no answer of " + loop.name() + ": poll until READY first");
        }
    }

    private void rest() {
        Nap waiting = nap;
        if (waiting != null) {
            nap = null;
            waiting.close();
        }
    }

    @Override
    public void close() {
        State before = state;
        state = State.OVER;
        rest();
        RoomWaiter waiting = room;
        if (waiting != null) {
            room = null;
            waiting.giveUp();
        }
        if (before == State.SENT) {
            SIGNAL.getAndSet(this, GONE);
        }
    }

    /** For logs: the message, or what else is wanted. */
    @Override
    public String toString() {
        return verb == Verb.LOOK ? "a look at the state" : String.valueOf(argument);
    }
}
