package dev.enso.queues;

import dev.enso.core.Waker;
import java.lang.invoke.VarHandle;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Many who wait. Off the hot path, hence a lock: it is held for one look-up in a hash set and never while a waker runs.
 * Wakers are told apart by {@code equals}, so a task that polls again while it waits stands here once.
 *
 * <p>Bounded: who joins when the set is full wakes all the others, and they join again if they still find no room.
 */
final class WakerSet implements Waiting {
    /** More tasks than ever wait for one queue, and a few megabytes at most. */
    static final int LIMIT = 1 << 16;

    private final int limit;
    private final Set<Waker> waiting = new LinkedHashSet<>();

    /** Written under the lock; the receiver reads it without. */
    private volatile int size;

    WakerSet(int limit) {
        this.limit = limit;
    }

    @Override
    public void await(Waker waker) {
        while (!joined(waker)) {
            wake(limit);
        }
        VarHandle.fullFence();
    }

    private synchronized boolean joined(Waker waker) {
        if (waiting.size() >= limit && !waiting.contains(waker)) {
            return false;
        }
        waiting.add(waker);
        size = waiting.size();
        return true;
    }

    @Override
    public boolean any() {
        return size != 0;
    }

    @Override
    public void wake(long most) {
        for (long n = Math.min(most, size); n > 0; n--) {
            Waker waker = oldest();
            if (waker == null) {
                return;
            }
            waker.wake();
        }
    }

    private synchronized @Nullable Waker oldest() {
        Iterator<Waker> all = waiting.iterator();
        if (!all.hasNext()) {
            return null;
        }
        Waker waker = all.next();
        all.remove();
        size = waiting.size();
        return waker;
    }
}
