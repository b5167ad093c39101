package dev.enso.bench;

import dev.enso.core.Alarms;
import dev.enso.core.Context;
import dev.enso.core.Waker;
import java.util.concurrent.locks.LockSupport;

/** A plain thread that waits: its own context and waker. */
final class ThreadWaker implements Context, Waker {
    private static final int SPINS = 200;

    private final Thread owner = Thread.currentThread();
    private volatile boolean woken;
    /** Written before the owner's last look at {@code woken}: whoever comes second sees the other. */
    private volatile boolean parked;

    @Override
    public void wake() {
        woken = true;
        if (parked) {
            LockSupport.unpark(owner);
        }
    }

    /** Until woken; it parks when that takes longer than a moment, as reactors do. */
    void spinAndPark() {
        for (int spins = 0; spins < SPINS && !woken; spins++) {
            Thread.onSpinWait();
        }
        park();
    }

    /** Until woken. */
    void park() {
        parked = true;
        while (!woken) {
            LockSupport.park(this);
        }
        parked = false;
        woken = false;
    }

    @Override
    public Waker waker() {
        return this;
    }

    @Override
    public long now() {
        return 0;
    }

    @Override
    public boolean spend() {
        return true;
    }

    @Override
    public Alarms alarms() {
        throw new IllegalStateException("a plain thread has no alarms");
    }

    @Override
    public <S> S service(Class<S> type) {
        throw new IllegalStateException("a plain thread has no services");
    }
}
