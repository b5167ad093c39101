package dev.enso.reactor;

import java.util.ArrayList;
import java.util.List;

/**
 * How much is asked of a reactor's round, and how long its tasks have to wait for their next poll.
 *
 * <p>A round gives each level its polls. With nᵢ ready tasks and wᵢ polls at level i, a task there has been polled after
 * ⌈nᵢ/wᵢ⌉ rounds. A round takes Σ wⱼtⱼ over the levels that have work; polls that an empty level leaves go down and are
 * reckoned with at the time they take there. That is the {@linkplain #expectedWait expected} wait when tⱼ are mean poll
 * times, and a {@linkplain #bound bound} when they are the longest.
 *
 * <p><b>The bound is conditional.</b> Nothing preempts a poll: it holds as long as no poll takes longer than the longest that
 * is reckoned with, no more tasks become ready than are counted, and neither the JVM nor the operating system stops the
 * thread. It says nothing of the time that messages, timers and I/O take in between.
 */
public final class Load {
    /** Slots that a round is drawn with unless told otherwise. */
    public static final int SLOTS = 20;

    private final int[] tasks;
    private final int[] polls;
    private final long[] mean;
    private final long[] longest;
    /** The level that goes before whatever is due, or -1. */
    private final int interrupts;

    /** For so many levels, all without work. */
    Load(int levels, boolean firstInterrupts) {
        tasks = new int[levels];
        polls = new int[levels];
        mean = new long[levels];
        longest = new long[levels];
        interrupts = firstInterrupts ? 0 : -1;
    }

    /** Of levels from high to low. */
    public static Load of(List<LevelLoad> levels) {
        return of(levels, false);
    }

    /** With a level at the head of the list that goes before whatever is due, at most its polls a round. */
    public static Load withInterrupts(List<LevelLoad> levels) {
        return of(levels, true);
    }

    private static Load of(List<LevelLoad> levels, boolean firstInterrupts) {
        Load load = new Load(levels.size(), firstInterrupts);
        for (int i = 0; i < levels.size(); i++) {
            LevelLoad level = levels.get(i);
            load.set(i, level.tasks(), level.polls(), level.meanNanos(), level.longestNanos());
        }
        return load;
    }

    /** Before it is shown to anybody. */
    void set(int level, int readyTasks, int pollsInRound, long meanNanos, long longestNanos) {
        tasks[level] = readyTasks;
        polls[level] = pollsInRound;
        mean[level] = meanNanos;
        longest[level] = longestNanos;
    }

    /** Before it is shown to anybody. */
    void addTasks(int level, int more) {
        tasks[level] += more;
    }

    /** The levels, from high to low. */
    public List<LevelLoad> levels() {
        List<LevelLoad> levels = new ArrayList<>();
        for (int i = 0; i < tasks.length; i++) {
            levels.add(new LevelLoad(tasks[i], polls[i], mean[i], longest[i]));
        }
        return levels;
    }

    private boolean isOrdinary(int level) {
        return level != interrupts;
    }

    /** Ready tasks at the ordinary levels. */
    public long workload() {
        long sum = 0;
        for (int i = 0; i < tasks.length; i++) {
            sum += isOrdinary(i) ? tasks[i] : 0;
        }
        return sum;
    }

    /** Polls in a round of the ordinary levels. */
    public long time() {
        long sum = 0;
        for (int i = 0; i < tasks.length; i++) {
            sum += isOrdinary(i) ? polls[i] : 0;
        }
        return sum;
    }

    /** Tasks times polls, summed over the ordinary levels: how much of {@link #total} the load asks for. */
    public long capacity() {
        long sum = 0;
        for (int i = 0; i < tasks.length; i++) {
            sum += isOrdinary(i) ? (long) tasks[i] * polls[i] : 0;
        }
        return sum;
    }

    /** What there is to ask for: slots, most often {@link #SLOTS}, times the polls in a round. */
    public long total(int slots) {
        return slots * time();
    }

    /** How long a task at this level waits for its next poll when polls take as long as they do on average; nanoseconds. */
    public long expectedWait(int level) {
        return wait(level, mean);
    }

    /** How long it waits at most, on the conditions above; nanoseconds. */
    public long bound(int level) {
        return wait(level, longest);
    }

    private long wait(int level, long[] times) {
        if (tasks[level] == 0) {
            return 0;
        }
        long rounds = (tasks[level] + polls[level] - 1L) / Math.max(1, polls[level]);
        boolean bound = times == longest;
        if (isOrdinary(level)) {
            // A wait may begin in the middle of a round, and so meet the interrupts of one round more than it lasts.
            return rounds * round(times) + (bound ? rounds + 1 : rounds) * interruptsInRound(times);
        }
        // It goes before whatever is due, but not into a poll that is under way. At worst its own polls of this round
        // have
        // been used up.
        return tasks[level] * times[level] + (bound ? rounds * round(times) : slowestFrom(0, times));
    }

    private long interruptsInRound(long[] times) {
        return interrupts < 0 || tasks[interrupts] == 0 ? 0 : polls[interrupts] * times[interrupts];
    }

    private long round(long[] times) {
        long round = 0;
        long carried = 0;
        for (int i = 0; i < tasks.length; i++) {
            if (isOrdinary(i)) {
                carried += polls[i];
                if (tasks[i] > 0) {
                    // For a bound: polls that a level doesn't use up go down, at worst to where they take longest.
                    round += carried * (times == longest ? slowestFrom(i, times) : times[i]);
                    carried = 0;
                }
            }
        }
        return round;
    }

    private long slowestFrom(int level, long[] times) {
        long slowest = 0;
        for (int i = level; i < tasks.length; i++) {
            if (isOrdinary(i) && tasks[i] > 0) {
                slowest = Math.max(slowest, times[i]);
            }
        }
        return slowest;
    }

    @Override
    public String toString() {
        return "Load[workload " + workload() + ", time " + time() + ", capacity " + capacity() + " of " + total(SLOTS)
                + "]";
    }
}
