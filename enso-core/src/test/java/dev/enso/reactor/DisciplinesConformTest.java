package dev.enso.reactor;

import dev.enso.conformance.SchedulerConformance;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The disciplines that come with the reactor pass the suite that those of others are asked to pass. */
class DisciplinesConformTest {
    @Nested
    class RoundRobinConforms extends SchedulerConformance {
        @Override
        protected Scheduling scheduling() {
            return Scheduling.ROUND_ROBIN;
        }

        @Override
        protected int patience(int ready) {
            return ready;
        }
    }

    @Nested
    class WeightedPriorityConforms extends SchedulerConformance {
        @Override
        protected Scheduling scheduling() {
            return Scheduling.WEIGHTED;
        }

        /** One poll a round at the lowest level, and interrupts before it. */
        @Override
        protected int patience(int ready) {
            return (20 + Priority.IRQ.polls()) * (ready + 1);
        }
    }

    @Nested
    class FairTreeConforms extends SchedulerConformance {
        @Override
        protected Scheduling scheduling() {
            return Scheduling.FAIR;
        }
    }

    @Nested
    class EarliestDeadlineConforms extends SchedulerConformance {
        @Override
        protected Scheduling scheduling() {
            return Scheduling.EARLIEST_DEADLINE;
        }

        /** A deadline of at most a millisecond, polls of a microsecond: others go first for a thousand of them. */
        @Override
        protected int patience(int ready) {
            return 1_100 + ready;
        }
    }

    @Nested
    class LevelsWithOtherDisciplinesInsideConform extends SchedulerConformance {
        @Override
        protected Scheduling scheduling() {
            return Scheduling.weighted(Map.of(
                    Priority.HIGH, Scheduling.EARLIEST_DEADLINE,
                    Priority.NORMAL, Scheduling.FAIR,
                    Priority.LOW, Scheduling.ROUND_ROBIN));
        }

        /** The patience of what is inside, times the rounds in which a level has one poll. */
        @Override
        protected int patience(int ready) {
            return 40_000 + 6_000 * ready;
        }
    }
}
