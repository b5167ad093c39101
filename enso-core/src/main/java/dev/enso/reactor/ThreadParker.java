package dev.enso.reactor;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Sleeps by parking the reactor's thread: the parker of a reactor without sockets. */
final class ThreadParker implements Parker {
    private final Clock clock;
    /** Written by the sleeper before its last look, so a waker that saw it asleep also sees whom to unpark. */
    private volatile @Nullable Thread sleeper;

    ThreadParker(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void park(long deadline, BooleanSupplier canBlock) {
        sleeper = Thread.currentThread();
        if (!canBlock.getAsBoolean()) {
            return;
        }
        if (deadline == Poller.NEVER) {
            LockSupport.park(this);
        } else {
            long delay = deadline - clock.nanoTime();
            if (delay > 0) {
                LockSupport.parkNanos(this, delay);
            }
        }
    }

    @Override
    public void wake() {
        LockSupport.unpark(sleeper);
    }
}
