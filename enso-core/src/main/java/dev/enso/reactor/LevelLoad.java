package dev.enso.reactor;

/**
 * What one level of a discipline has to do.
 *
 * @param tasks ready tasks
 * @param polls polls in a round
 * @param meanNanos what a poll takes on average
 * @param longestNanos the longest poll that is reckoned with: the longest seen lately, or a declared limit
 */
public record LevelLoad(int tasks, int polls, long meanNanos, long longestNanos) {
    /**
     * Checks its parts.
     *
     * @throws IllegalArgumentException when one is negative
     */
    public LevelLoad {
        if (tasks < 0 || polls < 0 || meanNanos < 0 || longestNanos < 0) {
            throw new IllegalArgumentException("a load has no negative parts: " + tasks + " tasks, " + polls
                    + " polls, " + meanNanos + " ns on average, " + longestNanos + " ns at most");
        }
    }
}
