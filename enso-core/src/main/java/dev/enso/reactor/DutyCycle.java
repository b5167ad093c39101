package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.time.Duration;

/** A duty, again and again. */
final class DutyCycle implements Future<Void> {
    /** Polls without work before it waits: what comes at once should not cost a timer. */
    private static final int PATIENCE = 16;

    private final Duty duty;
    private final long shortest;
    private final long longest;
    private final Nap nap = new Nap();
    private boolean started;
    private boolean over;
    private int idle;
    private long wait;

    DutyCycle(Duty duty, Duration shortest, Duration longest) {
        if (shortest.isNegative() || shortest.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "a duty waits from a shortest to a longest time, neither negative: " + shortest + " to " + longest);
        }
        this.duty = duty;
        this.shortest = Nanos.of(shortest);
        this.longest = Nanos.of(longest);
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (over) {
            return Polled.ENDED;
        }
        if (!started) {
            started = true;
            duty.onStart();
        }
        // Woken early or at the time: either is a reason to look.
        nap.close();
        if (duty.doWork() > 0) {
            idle = 0;
            wait = shortest;
            cx.waker().wake();
        } else if (shortest == 0 || ++idle < PATIENCE) {
            cx.waker().wake();
        } else {
            idle = PATIENCE;
            nap.until(Nanos.sum(cx.now(), Math.max(wait, shortest)), cx);
            wait = Math.min(longest, Nanos.sum(wait, Math.max(wait, shortest)));
        }
        return Polled.PENDING;
    }

    @Override
    public Void head() {
        throw noHead();
    }

    @Override
    public Stream<Void> tail() {
        throw noHead();
    }

    private static IllegalStateException noHead() {
        return new IllegalStateException("a duty has no value: it runs until it is cancelled or fails");
    }

    @Override
    public void close() {
        if (over) {
            return;
        }
        over = true;
        nap.close();
        if (started) {
            try {
                duty.onClose();
            } catch (RuntimeException failure) {
                throw failure;
            } catch (Exception failure) {
                throw new IllegalStateException("onClose of " + duty + " failed", failure);
            }
        }
    }

    @Override
    public String toString() {
        return duty.toString();
    }
}
