package dev.enso.reactor;

import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import org.jspecify.annotations.Nullable;

/**
 * One question after another by the same verb to the same reactor, without garbage. {@link #ask} answers the line itself, as
 * the future of the answer: it goes out in the first poll, waits there while the lane is full, and is ready when the answer has
 * come home. Ask again once the answer was released by {@code tail}, or the poll has failed.
 *
 * <p>A line belongs to one task, or to tasks of one reactor that take turns. After {@code close} it asks no more; a question that
 * is under way then is answered all the same, and the answer goes to {@link Verb#unwanted}.
 *
 * <p>The future fails with {@link Refused} when the reactor refuses or has stopped, and with what the handler throws.
 *
 * @param <Q> the question
 * @param <A> the answer
 */
public final class Line<Q extends @Nullable Object, A extends @Nullable Object> implements Future<A> {
    private enum State {
        IDLE,
        ASKED,
        AWAY,
        READY,
        CLOSED
    }

    /** What travels. The origin's and the target's by turns, as every request. */
    private final class Carrier extends Request implements Reply<A> {
        @Nullable Q question;

        @Nullable A answer;

        @Nullable Throwable refusal;

        private @Nullable Echo echo;

        @Override
        @SuppressWarnings("NullAway") // whether a question may be null is Q's business
        protected Polled serve(CoreContext at) throws Exception {
            return server().serve(at, question, this);
        }

        @Override
        public void set(A value) {
            answer = value;
        }

        @Override
        public void settle() {
            answer();
        }

        @Override
        public void fail(Throwable why) {
            refusal = why;
            answer();
        }

        /** Once round through the inbox of the reactor that serves it, behind everything that is in there. */
        @Override
        public void afterInbox(CoreContext at) {
            Echo round = echo;
            if (round == null) {
                round = echo = new Echo(this);
            }
            at.reactor().enter(round);
        }

        @Override
        protected void answered(CoreContext at) {
            home();
        }

        @Override
        void unanswered() {
            state = State.CLOSED;
            discardQuestion();
        }

        @Override
        void unclaimed() {
            state = State.CLOSED;
            discard();
        }

        @Override
        public String toString() {
            return String.valueOf(Line.this);
        }
    }

    private static final class Echo extends Inbound {
        private final Reply<?> reply;

        Echo(Reply<?> reply) {
            this.reply = reply;
        }

        @Override
        void arrive() {
            reply.settle();
        }
    }

    private final Remote target;
    private final Verb<Q, A> verb;
    private @Nullable Server<Q, A> server;
    private final Carrier carrier = new Carrier();
    private State state = State.IDLE;
    private @Nullable Bus bus;
    private @Nullable Waker waker;

    Line(Remote target, Verb<Q, A> verb) {
        this.target = target;
        this.verb = verb;
    }

    private Server<Q, A> server() {
        Server<Q, A> known = server;
        if (known == null) {
            known = server = target.group().server(verb);
        }
        return known;
    }

    /**
     * Asks.
     *
     * @return this line, as the future of the answer
     * @throws IllegalStateException while an earlier question is not over, and after close
     */
    public Future<A> ask(Q question) {
        if (state != State.IDLE) {
            throw new IllegalStateException(
                    state == State.CLOSED
                            ? this + " was closed: make another by Remote.line"
                            : this + " has a question that is not over: poll it, and release the answer by tail()");
        }
        carrier.question = question;
        state = State.ASKED;
        return this;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        switch (state) {
            case ASKED:
                return send(cx);
            case AWAY:
                if (carrier.route == null) {
                    return arrived();
                }
                waker = cx.waker();
                return Polled.PENDING;
            case READY:
                return Polled.READY;
            default:
                return Polled.ENDED;
        }
    }

    private Polled send(Context cx) {
        Bus here = bus(cx);
        Sent sent = here.request(target.index(), carrier);
        if (sent == Sent.ACCEPTED) {
            state = State.AWAY;
            waker = cx.waker();
            return Polled.PENDING;
        }
        if (sent == Sent.FULL && here.poll(target.index(), cx) == Polled.PENDING) {
            return Polled.PENDING;
        }
        state = State.IDLE;
        throw Refused.closed(target.name(), this);
    }

    private Bus bus(Context cx) {
        Bus known = bus;
        if (known == null) {
            known = bus = Bus.of(cx, target.group().reactors(), this);
        }
        return known;
    }

    private Polled arrived() throws Exception {
        waker = null;
        Throwable failed = carrier.failure() != null ? carrier.failure() : carrier.refusal;
        if (failed != null) {
            carrier.refusal = null;
            state = State.IDLE;
            Outcome.raise(failed);
        }
        state = State.READY;
        return Polled.READY;
    }

    /** The carrier is home. */
    private void home() {
        if (state == State.CLOSED) {
            discard();
            return;
        }
        Waker waiting = waker;
        if (waiting != null) {
            waiting.wake();
        }
    }

    /** Nobody wants what came home. */
    private void discard() {
        if (carrier.failure() == null && carrier.refusal == null) {
            discardAnswer();
        } else {
            discardQuestion();
        }
    }

    @SuppressWarnings("NullAway") // whether an answer may be null is A's business
    private void discardAnswer() {
        A unwanted = carrier.answer;
        carrier.answer = null;
        verb.discard(unwanted);
    }

    @SuppressWarnings("NullAway") // whether a question may be null is Q's business
    private void discardQuestion() {
        Q orphaned = carrier.question;
        carrier.question = null;
        verb.orphan(orphaned);
    }

    @Override
    @SuppressWarnings("NullAway") // whether an answer may be null is A's business
    public A head() {
        requireReady();
        return carrier.answer;
    }

    @Override
    public Stream<A> tail() {
        requireReady();
        carrier.answer = null;
        state = State.IDLE;
        return this;
    }

    private void requireReady() {
        if (state != State.READY) {
            throw new IllegalStateException("there is no answer to " + this + ": poll until READY first");
        }
    }

    @Override
    public void close() {
        State before = state;
        state = State.CLOSED;
        waker = null;
        if (before == State.ASKED) {
            discardQuestion();
        } else if (before == State.READY || (before == State.AWAY && carrier.route == null)) {
            discard();
        }
    }

    @Override
    public String toString() {
        return "'" + verb + "' to " + target.name();
    }
}
