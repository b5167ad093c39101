package dev.enso.reactor;

import dev.enso.core.Alarms;
import dev.enso.core.Cause;
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
    /** A {@link #source} that says so: the task has not been woken yet. */
    static final int SPAWNED = NOBODY - Cause.SPAWNED.ordinal();

    private static final Cause[] CAUSES = Cause.values();

    private final CoreContext core;
    private final TaskTable tasks;
    private final Scheduler scheduler;
    private final Pace pace;
    /**
     * The slot of the task that is polled, or NOBODY. Written by the owner before each poll and after the last of a row, read
     * by the stall watch (opaque), which only glances. A number, because storing a reference would cost the collector's
     * barrier twice a poll; and plainly, because a barrier for the compiler would make it load everything anew. What keeps
     * it from leaving the store out for longer than a poll that can't stall: a safepoint sees all memory.
     */
    private int current = NOBODY;

    private int budget;

    TaskContext(CoreContext core, TaskTable tasks, Scheduler scheduler, Pace pace) {
        this.core = core;
        this.tasks = tasks;
        this.scheduler = scheduler;
        this.pace = pace;
    }

    /** Between polls: what the reactor is doing, so that tasks which are woken now know why. */
    void during(Cause cause) {
        current = NOBODY - cause.ordinal();
    }

    /** What wakes a task now: the slot of the task that is being polled, or a negative number for a {@link Cause}. */
    int source() {
        return current;
    }

    /** What a task says of the source of its wake. */
    private Cause cause(Task<?> task) {
        int source = task.source;
        if (source >= 0) {
            return source == task.slot ? Cause.ITSELF : Cause.TASK;
        }
        return CAUSES[NOBODY - source];
    }

    void begin(int slot) {
        current = slot;
        budget = BUDGET;
    }

    void end() {
        during(Cause.REACTOR);
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
        return slot < 0 ? null : tasks.glance(slot);
    }

    private Task<?> current() {
        requireLent();
        return tasks.at(current);
    }

    private void requireLent() {
        if (current < 0) {
            throw new IllegalStateException(
                    "a Context is lent for one poll and this poll is over: keep waker() instead");
        }
    }

    @Override
    public Waker waker() {
        Task<?> task = current();
        task.wakeable = true;
        return task;
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
    public int budget() {
        return budget;
    }

    @Override
    public long timeLeft() {
        requireLent();
        return pace.left(core.readClock());
    }

    @Override
    public long deadline() {
        return scheduler.deadline(current().slot);
    }

    @Override
    public boolean isCancelled() {
        return current().isCancelled();
    }

    @Override
    public Cause cause() {
        return cause(current());
    }

    /** The values of the task's locals; made when first used. */
    @Nullable Object[] locals(int count) {
        requireLent();
        return tasks.locals(current, count);
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
