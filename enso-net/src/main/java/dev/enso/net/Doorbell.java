package dev.enso.net;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How any thread reaches the one that polls: rung by any, answered by that one. Rings that come before the answer are one.
 * Everything written before a ring is visible to the answer.
 */
final class Doorbell {
    private final Poll poll;
    private final Runnable answer;

    /**
     * True from the first ring until the poll answers; who changes it to true puts the bell into the poll's inbox. Both
     * sides exchange: a ring that finds true has then still handed over what was written before it.
     */
    private final AtomicBoolean pending = new AtomicBoolean();

    /** The bell put into the inbox before this one; written by who set {@link #pending}, read by the poll. */
    @Nullable Doorbell below;

    Doorbell(Poll poll, Runnable answer) {
        this.poll = poll;
        this.answer = answer;
    }

    /** Any thread. */
    void ring() {
        if (!pending.getAndSet(true)) {
            poll.post(this);
        }
    }

    /** On the polling thread, which has taken it out of the inbox. */
    void answer() {
        pending.getAndSet(false);
        answer.run();
    }
}
