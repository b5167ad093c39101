package dev.enso.reactor;

/**
 * What a reactor's thread does after turns that found nothing. Stateless: the count of empty turns in a row is the
 * argument, so that one instance serves many reactors.
 */
@FunctionalInterface
public interface Idle {
    /** One way to pass the time. */
    enum Step {
        /** Turn again at once. */
        SPIN,
        /** Let other threads of this CPU run, then turn again. */
        YIELD,
        /** Sleep until woken, or until the least deadline. */
        PARK
    }

    /**
     * @param emptyTurns turns in a row that found nothing; at least 1
     */
    Step step(int emptyTurns);

    /**
     * Spins, then yields, then parks.
     *
     * @throws IllegalArgumentException when a count is negative
     */
    static Idle backoff(int spins, int yields) {
        if (spins < 0 || yields < 0) {
            throw new IllegalArgumentException(
                    "spins and yields count turns and can't be negative: spins=" + spins + ", yields=" + yields);
        }
        long parkFrom = (long) spins + yields;
        return empty -> empty <= spins ? Step.SPIN : empty <= parkFrom ? Step.YIELD : Step.PARK;
    }

    /** Never sleeps: the lowest latency, for a CPU that has nothing else to do. */
    static Idle spinning() {
        return empty -> Step.SPIN;
    }
}
