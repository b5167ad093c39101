package dev.enso.reactor;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How a reactor chooses the task it polls next: makes each reactor a {@link Scheduler}. Four are here; one of your own is
 * handed over in the same way, and is expected to pass the suite of conformance in the test kit.
 */
@FunctionalInterface
public interface Scheduling {
    /** One queue, first come first served; levels are disregarded. The cheapest; O(1). */
    Scheduling ROUND_ROBIN = now -> new RoundRobin();

    /** The levels of {@link Priority}, each with its polls in a round: no level starves. The default; O(1). */
    Scheduling WEIGHTED = weighted(Map.of());

    /**
     * Time in proportion to {@link TaskOptions#share(int) shares}, in nested {@link ShareGroup groups}; O(log n), and O(1)
     * while tasks are alike. Polls are timed: always slow ones, some of the quick ones.
     */
    Scheduling FAIR = now -> new FairTree();

    /** The task whose {@link TaskOptions#deadline deadline} comes first; O(log n), and O(1) while deadlines are alike. */
    Scheduling EARLIEST_DEADLINE = EarliestDeadline::new;

    /**
     * Makes the scheduler of one reactor, before its first turn.
     *
     * @param now the latest reading of the reactor's clock, in nanoseconds; for its thread
     */
    Scheduler create(LongSupplier now);

    /**
     * {@link #WEIGHTED} with disciplines of one's own inside some of the levels; the others go first come, first served.
     */
    static Scheduling weighted(Map<Priority, Scheduling> inside) {
        Map<Priority, Scheduling> disciplines = new EnumMap<>(Priority.class);
        disciplines.putAll(inside);
        return now -> {
            WeightedPriority levels = new WeightedPriority();
            disciplines.forEach((level, scheduling) -> levels.put(level, scheduling.create(now)));
            return levels;
        };
    }
}
