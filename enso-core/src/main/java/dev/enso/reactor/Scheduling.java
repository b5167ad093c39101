package dev.enso.reactor;

/** How a reactor chooses the task it polls next. */
public enum Scheduling {
    /** One queue, first come first served; levels are disregarded. The cheapest. */
    ROUND_ROBIN {
        @Override
        Scheduler create(TaskTable tasks) {
            return new RoundRobin(tasks);
        }
    },
    /** The levels of {@link Priority}, each with its polls in a round: no level starves. The default. */
    WEIGHTED {
        @Override
        Scheduler create(TaskTable tasks) {
            return new WeightedPriority(tasks);
        }
    };

    abstract Scheduler create(TaskTable tasks);
}
