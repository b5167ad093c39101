package dev.enso.reactor;

import dev.enso.core.Discipline;

/**
 * Which task is polled next, in two steps: {@link #select()} picks the group whose turn it is, {@link #select(long)} shows
 * the group's ready tasks in order. Owned by the reactor's thread.
 */
interface Scheduler extends Discipline<Task<?>> {
    /** No group has a ready task. */
    int NONE = -1;

    /** A task has become ready; the caller sees to it that no task is in twice. */
    void ready(int slot, int level);

    /** Picks the group of the next poll and charges it one poll, or {@link #NONE}. */
    int select();

    /**
     * The ready tasks of a group.
     *
     * @param group from 0 on, as {@link #select()} answers it
     */
    @Override
    SlotRing select(long group);

    /** True when no task is ready. */
    boolean isEmpty();

    /** Ready tasks in all groups. */
    int size();
}
