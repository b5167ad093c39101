package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import org.jspecify.annotations.Nullable;

/** Who answers a verb, in whichever way. */
@FunctionalInterface
interface Server<Q extends @Nullable Object, A extends @Nullable Object> {
    /** READY when the answer was set, PENDING when the reply sends it. */
    Polled serve(CoreContext at, Q question, Reply<A> reply) throws Exception;

    static <Q extends @Nullable Object, A extends @Nullable Object> Server<Q, A> atOnce(Verb.Handler<Q, A> handler) {
        return (at, question, reply) -> {
            reply.set(handler.serve(at, question));
            return Polled.READY;
        };
    }

    static <Q extends @Nullable Object, A extends @Nullable Object> Server<Q, A> later(
            Verb<Q, A> verb, Verb.SlowHandler<Q, A> handler) {
        TaskOptions options = TaskOptions.named(verb.name());
        return (at, question, reply) -> {
            at.reactor().spawn(options, new Answering<A>(verb, handler.serve(at, question), reply));
            return Polled.PENDING;
        };
    }

    /** The task that waits for an answer. Whatever becomes of it, it replies once. */
    final class Answering<A extends @Nullable Object> implements Future<@Nullable Void> {
        private final Verb<?, A> verb;
        private final Future<? extends A> answer;
        private final Reply<A> reply;
        private boolean replied;
        private boolean over;

        Answering(Verb<?, A> verb, Future<? extends A> answer, Reply<A> reply) {
            this.verb = verb;
            this.answer = answer;
            this.reply = reply;
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            if (over) {
                return Polled.ENDED;
            }
            if (replied) {
                return Polled.READY;
            }
            try {
                Polled polled = answer.poll(cx);
                if (polled == Polled.PENDING) {
                    return Polled.PENDING;
                }
                if (polled == Polled.READY) {
                    reply.set(answer.head());
                    replied = true;
                    reply.settle();
                    answer.tail();
                } else {
                    fail(new Refused(Refused.Reason.CLOSED, "'" + verb + "' ended without an answer"));
                }
            } catch (Throwable failure) {
                if (replied) {
                    throw failure;
                }
                fail(failure);
            }
            return Polled.READY;
        }

        private void fail(Throwable why) {
            replied = true;
            reply.fail(why);
        }

        @Override
        @SuppressWarnings("NullAway") // it does not read that the type argument is nullable
        public @Nullable Void head() {
            return null;
        }

        @Override
        public Stream<@Nullable Void> tail() {
            over = true;
            return this;
        }

        @Override
        public void close() {
            over = true;
            try {
                answer.close();
            } finally {
                if (!replied) {
                    fail(new Refused(Refused.Reason.CLOSED, "'" + verb + "' was cut off: its reactor is being closed"));
                }
            }
        }

        @Override
        public String toString() {
            return "'" + verb + "' waiting for " + answer;
        }
    }
}
