package dev.enso.queues;

import dev.enso.core.Waker;
import java.util.concurrent.locks.LockSupport;

/** A thread that is no task: its waker unparks it, and it parks until then. */
final class ParkingWaker implements Waker {
    private final Thread owner = Thread.currentThread();
    private volatile boolean woken;

    @Override
    public void wake() {
        woken = true;
        LockSupport.unpark(owner);
    }

    /** Parks until woken; fails after the deadline, because then the wake-up was lost. */
    void park(long deadline) {
        while (!woken) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("not woken before the deadline");
            }
            LockSupport.parkNanos(this, left);
        }
        woken = false;
    }
}
