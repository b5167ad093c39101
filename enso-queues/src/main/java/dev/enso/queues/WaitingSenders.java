package dev.enso.queues;

import dev.enso.core.Waker;
import java.lang.invoke.VarHandle;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for room. Off the hot path, hence a lock: it is held for one look-up in a hash table and never while a waker
 * runs. The receiver reads one word without it.
 *
 * <p>A {@link SendFuture} is known by itself, so it stands here once with the waker of its latest poll, and futures are
 * woken one for each free place, the oldest first. Who polls a sender by hand is known by the waker only; a waker that no
 * longer counts can't be told from one that does, so these are all woken, and there may be as many as fit: who comes later
 * wakes all the others, and they come again if they still find no room.
 *
 * <p>A future that was woken and closed instead of sending leaves its place to nobody. That keeps nobody waiting: as long as
 * somebody does there are messages in front of the receiver, whose reading announces room, or it has read all there is, and
 * then it wakes everybody.
 */
final class WaitingSenders {
    /** More than ever wait for one queue, and a few megabytes at most. */
    static final int MOST_BY_HAND = 1 << 16;

    private final int mostByHand;
    private final Map<SendFuture<?>, Waker> futures = new LinkedHashMap<>();
    private final Set<Waker> byHand = new LinkedHashSet<>();

    /** Written under the lock; the receiver reads it without. */
    private volatile int size;

    WaitingSenders(int mostByHand) {
        this.mostByHand = mostByHand;
    }

    /**
     * Sender: remembers its waker. A full fence follows, so the caller looks once more for room, and either it sees the room
     * or the receiver sees it waiting.
     *
     * @param future null when a sender is polled by hand
     */
    void await(@Nullable SendFuture<?> future, Waker waker) {
        while (!joined(future, waker)) {
            wakeAll();
        }
        VarHandle.fullFence();
    }

    private synchronized boolean joined(@Nullable SendFuture<?> future, Waker waker) {
        if (future != null) {
            futures.put(future, waker);
        } else if (byHand.size() < mostByHand || byHand.contains(waker)) {
            byHand.add(waker);
        } else {
            return false;
        }
        count();
        return true;
    }

    /** Sender: the future is closed. */
    synchronized void forget(SendFuture<?> future) {
        futures.remove(future);
        count();
    }

    /** Receiver, after a full fence: does anybody wait? */
    boolean any() {
        return size != 0;
    }

    /** Wakes those polled by hand, and as many futures as there are places. Any thread. */
    void wake(long places) {
        // Counted before: who is woken may be back before the next one is.
        int hands = waitingByHand();
        long turns = Math.min(places, waitingFutures());
        while (hands-- > 0 && wake(nextByHand())) {}
        while (turns-- > 0 && wake(nextFuture())) {}
    }

    void wakeAll() {
        if (any()) {
            wake(Long.MAX_VALUE);
        }
    }

    private static boolean wake(@Nullable Waker waker) {
        if (waker == null) {
            return false;
        }
        waker.wake();
        return true;
    }

    private synchronized int waitingByHand() {
        return byHand.size();
    }

    private synchronized int waitingFutures() {
        return futures.size();
    }

    private synchronized @Nullable Waker nextByHand() {
        return next(byHand.iterator());
    }

    private synchronized @Nullable Waker nextFuture() {
        return next(futures.values().iterator());
    }

    private @Nullable Waker next(Iterator<Waker> oldest) {
        if (!oldest.hasNext()) {
            return null;
        }
        Waker waker = oldest.next();
        oldest.remove();
        count();
        return waker;
    }

    private void count() {
        size = futures.size() + byHand.size();
    }
}
