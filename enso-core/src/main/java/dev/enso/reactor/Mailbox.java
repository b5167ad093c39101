package dev.enso.reactor;

import dev.enso.channel.Sent;
import java.util.ArrayDeque;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What waits for an actor: messages, and the senders that found no room.
 *
 * <table>
 *   <caption>Values of phase</caption>
 *   <tr><th>value</th><th>written by</th><th>meaning</th></tr>
 *   <tr><td>OPEN</td><td>creation</td><td>messages are accepted</td></tr>
 *   <tr><td>STOPPING</td><td>who stops the actor, by compare-and-set</td><td>no more are; those that were will be
 *       processed</td></tr>
 *   <tr><td>CLOSED</td><td>the owner, when the actor ends</td><td>nobody takes any more</td></tr>
 * </table>
 *
 * A sender offers and then reads the phase again; the owner writes CLOSED and then takes out what is left. Both the offer
 * (a compare-and-set) and the phase are volatile accesses, so whoever comes second finds the message.
 *
 * <p>A sender without room comes to the owner's thread through the inbox and is kept there: so there is no flag between
 * threads that a wake-up could slip past.
 */
final class Mailbox {
    private static final int FEW = 32;

    enum Phase {
        OPEN,
        STOPPING,
        CLOSED
    }

    /** The exact bound; the queue's own array is a power of two. */
    private static final class Queue extends MpscVarHandleArrayQueue<Object> {
        private final int bound;

        Queue(int bound) {
            super(bound);
            this.bound = bound;
        }

        @Override
        public boolean offer(Object message) {
            return offerIfBelowThreshold(message, bound);
        }
    }

    private final int capacity;
    private final Queue queue;
    private volatile Phase phase = Phase.OPEN;

    // Owner only.
    private final ArrayDeque<RoomWaiter> waiting = new ArrayDeque<>(0);
    /** When so many wait, those that have given up are removed. */
    private int thinAt = FEW;

    Mailbox(int capacity) {
        this.capacity = capacity;
        this.queue = new Queue(capacity);
    }

    int capacity() {
        return capacity;
    }

    /** Any thread; an estimate while others send and receive. */
    int size() {
        return queue.size();
    }

    Phase phase() {
        return phase;
    }

    /** Any thread; answers false when it was stopped or closed before. */
    synchronized boolean stop() {
        if (phase != Phase.OPEN) {
            return false;
        }
        phase = Phase.STOPPING;
        return true;
    }

    /** Any thread. After ACCEPTED the caller wakes the actor, or, when the phase is CLOSED by now, has it swept. */
    Sent offer(Object item) {
        if (phase != Phase.OPEN) {
            return Sent.CLOSED;
        }
        return queue.offer(item) ? Sent.ACCEPTED : Sent.FULL;
    }

    /** Owner: the oldest message, or null when there is none that can be taken now; its sender wakes the actor then. */
    @Nullable Object next() {
        return queue.relaxedPoll();
    }

    /** Owner: true when no message is there or on its way in. */
    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Owner, when the actor ends. */
    synchronized void close() {
        phase = Phase.CLOSED;
    }

    /** Once closed: the owner, or anybody when the reactor has stopped, one at a time. */
    @Nullable Object leftover() {
        return queue.poll();
    }

    /** Owner: a sender that found no room. */
    void await(RoomWaiter sender) {
        if (waiting.size() >= thinAt) {
            waiting.removeIf(RoomWaiter::hasGivenUp);
            thinAt = Math.max(FEW, waiting.size() * 2);
        }
        waiting.add(sender);
    }

    /** Owner: wakes as many senders as there is room for, the oldest first; all of them once closed. */
    void announceRoom() {
        if (waiting.isEmpty()) {
            return;
        }
        int room = phase == Phase.OPEN ? capacity - queue.size() : Integer.MAX_VALUE;
        RoomWaiter sender;
        while (room > 0 && (sender = waiting.poll()) != null) {
            if (sender.wakeSender()) {
                room--;
            }
        }
    }
}
