package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import org.jspecify.annotations.Nullable;

/** The ids that one reactor hands out. Owner only. */
final class IdSequence {
    private final Ids ids;
    private final Reactor reactor;
    /** The last tick that was handed out: milliseconds and number, without the reactor. */
    private long last;

    IdSequence(Ids ids, Reactor reactor) {
        this.ids = ids;
        this.reactor = reactor;
        this.last = ids.last >>> Ids.REACTOR_BITS;
    }

    /** Goes on where the reactor that was in this place before has ended. */
    void succeed(IdSequence earlier) {
        last = Math.max(last, earlier.last);
    }

    /** Hands them out at once where it may. */
    Polled serve(CoreContext at, int count, Reply<IdBlock> reply) {
        if (ahead(count) <= 0) {
            reply.set(hand(count));
            return Polled.READY;
        }
        at.reactor().spawn(TaskOptions.named("seq"), new Server.Answering<>(CoreVerbs.SEQ, new Taking(count), reply));
        return Polled.PENDING;
    }

    /** How many milliseconds the clock has still to go before so many ids may be handed out. */
    private long ahead(int count) {
        long millis = ids.millis();
        long first = Math.max(last + 1, millis << Ids.NUMBER_BITS);
        return ((first + count - 1) >>> Ids.NUMBER_BITS) - millis - Ids.SLACK_MILLIS;
    }

    private IdBlock hand(int count) {
        long first = Math.max(last + 1, ids.millis() << Ids.NUMBER_BITS);
        last = first + count - 1;
        return new IdBlock(first << Ids.REACTOR_BITS | reactor.index(), count);
    }

    /** A question for ids. Questions that wait are served in any order: none waits longer for another. */
    private final class Taking implements Future<IdBlock> {
        private final int count;
        private final Nap nap = new Nap();
        private @Nullable IdBlock block;
        private boolean over;

        Taking(int count) {
            this.count = count;
        }

        @Override
        public Polled poll(Context cx) {
            if (over) {
                return Polled.ENDED;
            }
            if (block != null) {
                return Polled.READY;
            }
            if (!nap.isOver(cx)) {
                return Polled.PENDING;
            }
            long ahead = ahead(count);
            if (ahead > 0 && ids.policy == Ids.WhenAhead.REFUSE) {
                throw new Refused(
                        Refused.Reason.CLOCK,
                        "the ids of " + reactor.name() + " are " + (ahead + Ids.SLACK_MILLIS)
                                + " ms ahead of the clock, because it was set back or they were used up: try again in "
                                + ahead + " ms, ask another reactor, or take WhenAhead.WAIT or CONTINUE");
            }
            if (ahead > 0 && ids.policy == Ids.WhenAhead.WAIT) {
                nap.begin(Nanos.sum(cx.now(), Math.min(ahead, Ids.SLACK_MILLIS) * 1_000_000L));
                if (!nap.isOver(cx)) {
                    return Polled.PENDING;
                }
            }
            block = hand(count);
            return Polled.READY;
        }

        @Override
        public IdBlock head() {
            IdBlock ready = block;
            if (ready == null || over) {
                throw new IllegalStateException("there are no ids: poll until READY first");
            }
            return ready;
        }

        @Override
        public Stream<IdBlock> tail() {
            over = true;
            return this;
        }

        @Override
        public void close() {
            over = true;
            nap.close();
        }

        @Override
        public String toString() {
            return "a block of " + count + " ids";
        }
    }
}
