package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.Arrays;

/**
 * The ready tasks of one group, in order: a growing ring of slot numbers. Numbers and not references, because the garbage
 * collector's store barrier would cost as much as all the rest of a reschedule.
 *
 * <p>A stream of tasks: {@code head} is the next task of the group, {@code tail} takes it out.
 */
final class SlotRing implements Stream<Task<?>> {
    private final TaskTable tasks;
    private int[] slots = new int[64];
    private int first;
    private int end;

    SlotRing(TaskTable tasks) {
        this(tasks, 0);
    }

    /** Whose indices begin at this number, for tests that want to see them wrap. */
    SlotRing(TaskTable tasks, int start) {
        this.tasks = tasks;
        this.first = start;
        this.end = start;
    }

    void add(int slot) {
        int[] ring = slots;
        if (end - first == ring.length) {
            ring = grow();
        }
        ring[end++ & (ring.length - 1)] = slot;
    }

    private int[] grow() {
        int[] old = slots;
        int[] ring = Arrays.copyOf(old, old.length << 1);
        int shift = first & (old.length - 1);
        System.arraycopy(old, shift, ring, 0, old.length - shift);
        System.arraycopy(old, 0, ring, old.length - shift, shift);
        first = 0;
        end = old.length;
        slots = ring;
        return ring;
    }

    boolean isEmpty() {
        return first == end;
    }

    int size() {
        return end - first;
    }

    /** The ring's own form of {@code head} and {@code tail} in one step; only when not empty. */
    Task<?> take() {
        int[] ring = slots;
        return tasks.at(ring[first++ & (ring.length - 1)]);
    }

    /** READY or PENDING; the scheduler tells when it fills, so no waker is kept. */
    @Override
    public Polled poll(Context cx) {
        return isEmpty() ? Polled.PENDING : Polled.READY;
    }

    @Override
    public Task<?> head() {
        requireReady();
        return tasks.at(slots[first & (slots.length - 1)]);
    }

    @Override
    public SlotRing tail() {
        requireReady();
        first++;
        return this;
    }

    private void requireReady() {
        if (isEmpty()) {
            throw new IllegalStateException("no task is ready in this group: poll first");
        }
    }

    @Override
    public void close() {
        first = end;
    }
}
