package dev.enso.reactor;

import dev.enso.core.Polled;
import org.jspecify.annotations.Nullable;

/**
 * A message that comes back: it is served on the target, carries its answer in its own fields, and is completed where it
 * came from. The way home has room reserved for every request under way, so reactors that ask each other can't block each
 * other. The object may be sent again after {@link #answered}: a pool of them makes no garbage.
 *
 * <pre>
 *   origin thread                    target thread
 *   bus.request(target, r)  ──────▶  serve(at): READY, or PENDING and later answer()
 *   answered(at)            ◀──────
 * </pre>
 */
public abstract class Request {
    /** The lanes it travels on, while it is under way: written by the origin. */
    @Nullable LanePair route;

    /** True from its arrival until its answer leaves: written and read by the target. */
    private boolean served;

    private @Nullable Throwable failure;

    /** Neighbours among those that the target serves and has not answered: the target's, see {@link LanePair}. */
    @Nullable Request before;

    @Nullable Request after;

    /** Makes a request that is not under way. */
    protected Request() {}

    /**
     * Serves the request, on the target's thread.
     *
     * @return READY when the answer is in the object; PENDING when {@link #answer()} is called later or was called already,
     *     after which the object belongs to its origin again
     * @throws Exception to let it come back with this {@link #failure()}
     */
    protected abstract Polled serve(CoreContext at) throws Exception;

    /** Back home, on the origin's thread: the answer is there, or {@link #failure()} says what went wrong. */
    protected abstract void answered(CoreContext at) throws Exception;

    /** Why there is no answer, or null when there is one. */
    public final @Nullable Throwable failure() {
        return failure;
    }

    /**
     * Sends the answer home, once, where {@link #serve} is or was PENDING. On the thread of the reactor that serves it.
     *
     * @throws IllegalStateException when it is not being served, was answered already, or on another thread
     */
    public final void answer() {
        LanePair pair = route;
        if (pair == null || !served) {
            throw new IllegalStateException(
                    "this request is not being served: answer() is called once, for one that serve() left PENDING");
        }
        pair.receiver.requireOwner("a request that is served");
        pair.forget(this);
        reply(pair);
    }

    private void reply(LanePair pair) {
        served = false;
        pair.reply(this);
    }

    final void depart(LanePair pair) {
        failure = null;
        route = pair;
    }

    /** It did not depart after all. */
    final void stay() {
        route = null;
    }

    /** On the target. */
    final void arrive(CoreContext at, LanePair pair) {
        served = true;
        try {
            if (serve(at) == Polled.PENDING) {
                if (served) {
                    pair.remember(this);
                }
                return;
            }
        } catch (Throwable thrown) {
            if (!served) {
                at.reactor().failures.tell("serving a request that was answered already,", getClass(), thrown);
                return;
            }
            failure = thrown;
        }
        if (served) {
            reply(pair);
        }
    }

    /** On the target, which stops and has not answered it. */
    final void cutOff(LanePair pair) {
        failure = Refused.closed(pair.receiver.name(), "it had not answered " + this + " when it stopped");
        reply(pair);
    }

    /** On the origin: the target stopped before it came to it. */
    final void takeBack(LanePair pair) {
        failure = Refused.closed(pair.receiver.name(), "it had not come to " + this + " when it stopped");
    }

    /** Both its origin and its target have stopped, and the target had not come to it: nobody will look at it again. */
    void unanswered() {}

    /** It has come home, or would have, to an origin that has stopped: nobody will look at it again. */
    void unclaimed() {}

    /** On the origin. */
    final void comeHome(CoreContext at) throws Exception {
        route = null;
        answered(at);
    }
}
