package dev.enso.bench;

import dev.enso.core.Alarms;
import dev.enso.core.Context;
import dev.enso.core.Waker;
import java.util.concurrent.locks.LockSupport;

/** A plain thread that waits: its own context and waker. */
final class ThreadWaker implements Context, Waker {
    private final Thread owner = Thread.currentThread();
    private volatile boolean woken;

    @Override
    public void wake() {
        woken = true;
        LockSupport.unpark(owner);
    }

    /** Until woken. */
    void park() {
        while (!woken) {
            LockSupport.park(this);
        }
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
