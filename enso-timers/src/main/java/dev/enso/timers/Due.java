package dev.enso.timers;

import dev.enso.core.Waker;
import org.jspecify.annotations.Nullable;

/** A timer that is due, shown in place by {@link Wheel#select}: its figures are those of the present head. */
public final class Due {
    private long handle;
    private long deadline;
    private @Nullable Waker waker;

    Due() {}

    void show(long handle, long deadline, @Nullable Waker waker) {
        this.handle = handle;
        this.deadline = deadline;
        this.waker = waker;
    }

    /** What {@code arm} answered. */
    public long handle() {
        return handle;
    }

    /** When it was due, in nanoseconds of the wheel's clock. */
    public long deadline() {
        return deadline;
    }

    /** Who was to be woken. */
    public Waker waker() {
        Waker shown = waker;
        if (shown == null) {
            throw new IllegalStateException("no timer is shown: it is dead after tail() and close()");
        }
        return shown;
    }

    @Override
    public String toString() {
        return "Due[" + Long.toHexString(handle) + " at " + deadline + "]";
    }
}
