package dev.enso.reactor;

import dev.enso.core.Stream;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The task whose deadline comes first (C. L. Liu and J. W. Layland, 1973). A deadline counts from the moment the task
 * becomes ready, by the reading of the reactor's clock then. Because each deadline is fixed and time goes on, every ready
 * task becomes the most urgent in the end: none starves, whatever its deadline.
 */
final class EarliestDeadline implements Scheduler {
    private final LongSupplier now;
    private final OrderedSlots ready = new OrderedSlots();
    private long[] allowed = new long[64];
    private long[] deadlines = new long[64];

    EarliestDeadline(LongSupplier now) {
        this.now = now;
        Arrays.fill(allowed, TaskOptions.DEFAULT_DEADLINE);
    }

    @Override
    public void admit(int slot, TaskOptions options) {
        if (slot >= allowed.length) {
            int length = Math.max(slot + 1, allowed.length << 1);
            int before = allowed.length;
            allowed = Arrays.copyOf(allowed, length);
            deadlines = Arrays.copyOf(deadlines, length);
            Arrays.fill(allowed, before, length, TaskOptions.DEFAULT_DEADLINE);
        }
        allowed[slot] = options.deadlineNanos();
    }

    @Override
    public void ready(int slot, int level) {
        long deadline = Nanos.sum(now.getAsLong(), allowed[slot]);
        deadlines[slot] = deadline;
        ready.add(deadline, slot);
    }

    @Override
    public int select() {
        return ready.isEmpty() ? NONE : ready.take();
    }

    @Override
    public Stream<Integer> select(long group) {
        return Stream.from(ready.snapshot());
    }

    @Override
    public long deadline(int slot) {
        return deadlines[slot];
    }

    @Override
    public boolean isEmpty() {
        return ready.isEmpty();
    }

    @Override
    public int size() {
        return ready.size();
    }

    @Override
    public String toString() {
        return "earliest deadline first";
    }
}
