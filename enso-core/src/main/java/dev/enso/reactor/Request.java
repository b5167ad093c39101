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
    /** The lanes it travels on, while it is under way. */
    @Nullable LanePair route;

    private @Nullable Throwable failure;

    /** Makes a request that is not under way. */
    protected Request() {}

    /**
     * Serves the request, on the target's thread.
     *
     * @return READY when the answer is in the object; PENDING when {@link #answer()} will be called later
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
     * Sends the answer home after {@link #serve} was PENDING. On the thread of the reactor that served it.
     *
     * @throws IllegalStateException when the request is not under way
     */
    public final void answer() {
        LanePair pair = route;
        if (pair == null) {
            throw new IllegalStateException(
                    "this request is not under way: answer() is for one that serve() left PENDING");
        }
        pair.reply(this);
    }

    final void depart(LanePair pair) {
        failure = null;
        route = pair;
    }

    /** On the target. */
    final void arrive(CoreContext at) {
        LanePair pair = route;
        if (pair == null) {
            throw new IllegalStateException("this request has no way back");
        }
        try {
            if (serve(at) == Polled.PENDING) {
                return;
            }
        } catch (Throwable thrown) {
            failure = thrown;
        }
        pair.reply(this);
    }

    /** On the origin. */
    final void comeHome(CoreContext at) throws Exception {
        route = null;
        answered(at);
    }

    /** On the origin: the target stopped before it answered. */
    final void undelivered(String reason) {
        failure = new IllegalStateException(reason);
    }
}
