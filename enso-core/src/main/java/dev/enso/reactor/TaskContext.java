package dev.enso.reactor;

import dev.enso.core.Alarms;
import dev.enso.core.Context;
import dev.enso.core.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** What the poll that is under way may use. One a reactor, lent to one task after the other. */
final class TaskContext implements Context {
    /** Messages an operator chain may pass over in one poll. */
    static final int BUDGET = 128;

    private static final VarHandle CURRENT =
            Fields.handle(MethodHandles.lookup(), TaskContext.class, "current", Task.class);

    private final CoreContext core;
    /** Written by the owner before and after each poll (opaque); the stall watch reads it. */
    private @Nullable Task<?> current;

    private int budget;

    TaskContext(CoreContext core) {
        this.core = core;
    }

    void begin(Task<?> task) {
        CURRENT.setOpaque(this, task);
        budget = BUDGET;
    }

    void end() {
        CURRENT.setOpaque(this, null);
    }

    /** The task that is being polled, for a glance from any thread. */
    @Nullable Task<?> currentOpaque() {
        return (Task<?>) CURRENT.getOpaque(this);
    }

    private Task<?> current() {
        Task<?> task = current;
        if (task == null) {
            throw new IllegalStateException(
                    "a Context is lent for one poll and this poll is over: keep waker() instead");
        }
        return task;
    }

    @Override
    public Waker waker() {
        return current();
    }

    @Override
    public long now() {
        return core.now();
    }

    @Override
    public boolean spend() {
        if (--budget >= 0) {
            return true;
        }
        current().wake();
        return false;
    }

    @Override
    public Alarms alarms() {
        return core.alarms();
    }

    @Override
    public <S> S service(Class<S> type) {
        return core.service(type);
    }

    @Override
    public String toString() {
        return "Context[" + current + "]";
    }
}
