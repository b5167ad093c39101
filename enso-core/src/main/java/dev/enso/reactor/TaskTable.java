package dev.enso.reactor;

import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The live tasks of one reactor by slot. A task's id is (reactor, generation, slot) in one long: a slot's generation moves
 * with every use, and a slot whose generations are used up is never given out again, so no id ever names two tasks.
 */
final class TaskTable {
    static final int SLOT_BITS = 24;
    static final int GENERATION_BITS = 28;
    static final int MAX_SLOTS = 1 << SLOT_BITS;
    private static final int LAST_GENERATION = (1 << GENERATION_BITS) - 1;

    private final int reactor;
    private final int maxSlots;
    private final int lastGeneration;
    private @Nullable Task<?>[] tasks = new Task<?>[64];
    private int[] generations = new int[64];
    /** Slots given back, the latest on top: the warmest in the cache. */
    private int[] free = new int[64];

    /** What the tasks keep for themselves, by slot; made when the first does, because most never do. */
    private @Nullable Object @Nullable [][] locals;

    private int freeCount;
    private int used;
    private int live;

    TaskTable(int reactor, int maxSlots) {
        this(reactor, maxSlots, LAST_GENERATION);
    }

    /** With fewer generations, for tests that want to see them used up. */
    TaskTable(int reactor, int maxSlots, int lastGeneration) {
        this.reactor = reactor;
        this.maxSlots = maxSlots;
        this.lastGeneration = lastGeneration;
    }

    /**
     * Gives the task a slot.
     *
     * @return its id, never 0
     * @throws RejectedExecutionException when no slot is left
     */
    long add(Task<?> task) {
        int slot = freeCount > 0 ? free[--freeCount] : fresh();
        tasks[slot] = task;
        task.slot = slot;
        live++;
        int generation = ++generations[slot];
        return (long) reactor << (GENERATION_BITS + SLOT_BITS) | (long) generation << SLOT_BITS | slot;
    }

    private int fresh() {
        if (used == maxSlots) {
            throw new RejectedExecutionException("a reactor holds at most " + maxSlots + " tasks, and " + live
                    + " are live here: spawn fewer at a time, or spread them over more reactors");
        }
        if (used == tasks.length) {
            tasks = Arrays.copyOf(tasks, used << 1);
            generations = Arrays.copyOf(generations, used << 1);
        }
        return used++;
    }

    void remove(int slot) {
        tasks[slot] = null;
        if (locals != null && slot < locals.length) {
            locals[slot] = null;
        }
        live--;
        if (generations[slot] == lastGeneration) {
            return;
        }
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount << 1);
        }
        free[freeCount++] = slot;
    }

    /** The task of a ready slot; a slot in a run queue always has one, because a task leaves its slot only when polled. */
    @SuppressWarnings("NullAway")
    Task<?> at(int slot) {
        return tasks[slot];
    }

    /** What the task of this slot keeps for itself, by the numbers of {@link TaskLocal}s: room for so many at least. */
    @Nullable Object[] locals(int slot, int count) {
        @Nullable Object[][] all = locals == null ? new Object[tasks.length][] : locals;
        if (slot >= all.length) {
            all = Arrays.copyOf(all, tasks.length);
        }
        locals = all;
        if (all[slot] == null) {
            all[slot] = new Object[count];
        } else if (all[slot].length < count) {
            all[slot] = Arrays.copyOf(all[slot], count);
        }
        return all[slot];
    }

    int live() {
        return live;
    }

    /** Slots ever used; {@link #get} answers null for those that are free now. */
    int bound() {
        return used;
    }

    @Nullable Task<?> get(int slot) {
        return tasks[slot];
    }

    /** Goes on with the generations of a table whose tasks have all ended, so that no id names two tasks. */
    void succeed(TaskTable ended) {
        tasks = new Task<?>[ended.generations.length];
        generations = ended.generations;
        used = ended.used;
        free = new int[Math.max(64, used)];
        for (int slot = used; slot-- > 0; ) {
            if (generations[slot] < lastGeneration) {
                free[freeCount++] = slot;
            }
        }
    }

    /** The live task of this id, or null when it has gone or never was. */
    @Nullable Task<?> find(long id) {
        int slot = (int) id & (MAX_SLOTS - 1);
        Task<?> task = slot < used ? tasks[slot] : null;
        return task != null && task.id() == id && !task.isDone() ? task : null;
    }

    /** For a glance from another thread, which may see the table as it was: the task of a slot that was in use lately. */
    @Nullable Task<?> glance(int slot) {
        Task<?>[] seen = tasks;
        return slot < seen.length ? seen[slot] : null;
    }
}
