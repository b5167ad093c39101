package dev.enso.reactor;

import dev.enso.core.Discipline;
import dev.enso.core.Stream;

/**
 * Which task is polled next. Tasks are numbers here, the slots they hold on their reactor: a store of a reference would cost
 * the collector's barrier, which is as much as all the rest of a reschedule. Owned by the reactor's thread.
 *
 * <p>Selection goes in two steps, and both can be replaced: {@link #select()} picks the group whose turn it is (a level, a
 * subtree, the only one there is) and takes the next task out of it; {@link #select(long)} shows a group. The order inside
 * a group may be another scheduler's.
 */
public interface Scheduler extends Discipline<Integer> {
    /** No task is ready. */
    int NONE = -1;

    /**
     * A task has been spawned. Comes before everything else about its slot.
     *
     * @param slot its number, small and used again after {@link #remove}
     */
    default void admit(int slot, TaskOptions options) {}

    /**
     * A task has become ready.
     *
     * @param slot the task; the caller sees to it that none is in twice
     * @param level the ordinal of its {@link Priority}
     */
    void ready(int slot, int level);

    /** Takes out the task to be polled next and charges its group one poll; {@link #NONE} when none is ready. */
    int select();

    /**
     * Shows the tasks of a group that are ready now, in order, and leaves them where they are. For listings: it makes garbage.
     *
     * @param group from 0 on, as the discipline counts them; a discipline that shows no groups answers an empty stream
     */
    @Override
    default Stream<Integer> select(long group) {
        return Stream.empty();
    }

    /** A task has ended; it is not among the ready ones. */
    default void remove(int slot) {}

    /** Whether the poll of the task that {@link #select()} answered last is to be timed; costs two readings of the clock. */
    default boolean times(int slot) {
        return false;
    }

    /** What a timed poll took. The task may be ready again by now. */
    default void ran(int slot, long nanos) {}

    /** When the task wants to be polled at the latest, for disciplines that know; else {@link Poller#NEVER}. */
    default long deadline(int slot) {
        return Poller.NEVER;
    }

    /** How many groups there are; 1 for a discipline that doesn't tell tasks apart. */
    default int groups() {
        return 1;
    }

    /** The group of a task, from 0. */
    default int group(int slot) {
        return 0;
    }

    /** Polls of a group in a round. */
    default int polls(int group) {
        return 1;
    }

    /** Whether group 0 goes before whatever is due, at most its polls a round. */
    default boolean hasInterrupts() {
        return false;
    }

    /** Ready tasks in a group. */
    default int size(int group) {
        return size();
    }

    /** True when no task is ready. */
    boolean isEmpty();

    /** Ready tasks in all groups. */
    int size();
}
