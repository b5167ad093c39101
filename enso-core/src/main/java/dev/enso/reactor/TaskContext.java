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
            Fields.handle(MethodHandles.lookup(), TaskContext.class, "current", int.class);
    private static final int NOBODY = -1;

    private final CoreContext core;
    private final TaskTable tasks;
    /**
     * The slot of the task that is polled, or NOBODY. Written by the owner before and after each poll (opaque), read by the
     * stall watch. A number, because storing a reference would cost the collector's barrier twice a poll.
     */
    private int current = NOBODY;

    private int budget;

    TaskContext(CoreContext core, TaskTable tasks) {
        this.core = core;
        this.tasks = tasks;
    }

    void begin(int slot) {
        CURRENT.setOpaque(this, slot);
        budget = BUDGET;
    }

    void end() {
        CURRENT.setOpaque(this, NOBODY);
        budget = 0;
    }

    boolean isLentTo(Task<?> task) {
        return current == task.slot;
    }

    /** Takes the context back for a while; answers what {@link #resume} needs to lend it again. */
    long suspend() {
        long lent = (long) current << Integer.SIZE | budget;
        end();
        return lent;
    }

    void resume(long lent) {
        CURRENT.setOpaque(this, (int) (lent >> Integer.SIZE));
        budget = (int) lent;
    }

    /** The task that is being polled, for a glance from any thread: it may be over by the time it is looked at. */
    @Nullable Task<?> currentOpaque() {
        int slot = (int) CURRENT.getOpaque(this);
        return slot == NOBODY ? null : tasks.glance(slot);
    }

    private Task<?> current() {
        requireLent();
        return tasks.at(current);
    }

    private void requireLent() {
        if (current == NOBODY) {
            throw new IllegalStateException(
                    "a Context is lent for one poll and this poll is over: keep waker() instead");
        }
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
        if (budget > 0) {
            budget--;
            return true;
        }
        current().wake();
        return false;
    }

    @Override
    public Alarms alarms() {
        requireLent();
        return core.alarms();
    }

    @Override
    public <S> S service(Class<S> type) {
        requireLent();
        return core.service(type);
    }

    @Override
    public String toString() {
        return "Context[" + currentOpaque() + "]";
    }
}
