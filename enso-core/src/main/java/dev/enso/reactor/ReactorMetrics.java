package dev.enso.reactor;

import java.util.Locale;

/**
 * What a reactor has counted: a holder that {@link Reactor#metrics(ReactorMetrics)} fills, again and again, without making
 * garbage. The numbers of one filling belong together; the reactor writes them down about once a millisecond while it works
 * and before it sleeps. Times are in nanoseconds. A holder is not safe for threads.
 *
 * <p>Groups are those of the discipline: under weighted priority the ordinals of {@link Priority}; under the others group 0
 * stands for all tasks.
 */
public final class ReactorMetrics {
    /** Groups that are told apart; the last stands for all further ones. */
    public static final int MAX_GROUPS = 8;

    static final int TURNS = 0;
    static final int POLLS = 1;
    static final int BUSY = 2;
    static final int IDLE = 3;
    static final int READY = 4;
    static final int LIVE = 5;
    static final int LATENESS = 6;
    static final int STALLS = 7;
    static final int WAKES_SENT = 8;
    static final int WAKES_SAVED = 9;
    static final int MISSED_GOALS = 10;
    static final int HELD = 11;
    static final int GROUPS = 12;
    static final int CAPACITY = 13;
    static final int TIME = 14;
    static final int FIRST_GROUP = 15;

    static final int GROUP_READY = 0;
    static final int GROUP_MEAN = 1;
    static final int GROUP_LONGEST = 2;
    static final int GROUP_EXPECTED = 3;
    static final int GROUP_BOUND = 4;
    static final int GROUP_P99 = 5;
    static final int GROUP_FIELDS = 6;

    static final int SIZE = FIRST_GROUP + MAX_GROUPS * GROUP_FIELDS;

    final long[] values = new long[SIZE];

    /** A holder of zeros. */
    public ReactorMetrics() {}

    /** Turns begun. */
    public long turns() {
        return values[TURNS];
    }

    /** Tasks polled. */
    public long polls() {
        return values[POLLS];
    }

    /** Time in which it had work. */
    public long busyNanos() {
        return values[BUSY];
    }

    /** Time in which it had none: spinning, yielding and asleep. */
    public long idleNanos() {
        return values[IDLE];
    }

    /** Tasks that are ready to be polled. */
    public int ready() {
        return (int) values[READY];
    }

    /** Tasks that have not ended. */
    public int live() {
        return (int) values[LIVE];
    }

    /** How much later than its deadline a timer was looked at, at worst in the last second or two. */
    public long latenessNanos() {
        return values[LATENESS];
    }

    /** Stalls that the watch has reported. */
    public long stalls() {
        return values[STALLS];
    }

    /** Sleeping reactors that this one has woken through lanes. */
    public long wakeUpsSent() {
        return values[WAKES_SENT];
    }

    /** Rings that found the other reactor awake and cost no system call. */
    public long wakeUpsSaved() {
        return values[WAKES_SAVED];
    }

    /** Waits beyond the {@linkplain Reactors.Builder#goal goals} of their levels. */
    public long missedGoals() {
        return values[MISSED_GOALS];
    }

    /** Spawns that wait until a goal allows them; they are among the live tasks. */
    public int held() {
        return (int) values[HELD];
    }

    /** {@link Load#capacity}: how many polls a round the ready tasks ask for. */
    public long capacity() {
        return values[CAPACITY];
    }

    /** {@link Load#time}: the polls in a round. */
    public long time() {
        return values[TIME];
    }

    /** How many groups the discipline tells apart. */
    public int groups() {
        return (int) values[GROUPS];
    }

    private long of(int group, int field) {
        return values[FIRST_GROUP + java.util.Objects.checkIndex(group, MAX_GROUPS) * GROUP_FIELDS + field];
    }

    /** Ready tasks of a group. */
    public int ready(int group) {
        return (int) of(group, GROUP_READY);
    }

    /** What a poll takes on average; from samples, 0 while there are none. */
    public long meanPollNanos(int group) {
        return of(group, GROUP_MEAN);
    }

    /** The longest poll that was sampled in the last second or two. */
    public long longestPollNanos(int group) {
        return of(group, GROUP_LONGEST);
    }

    /** {@link Load#expectedWait}. */
    public long expectedWaitNanos(int group) {
        return of(group, GROUP_EXPECTED);
    }

    /** {@link Load#bound}, with the longest polls that were sampled; conditional, as said there. */
    public long boundNanos(int group) {
        return of(group, GROUP_BOUND);
    }

    /** The wait that 99 in 100 sampled tasks did not exceed lately; at most a quarter too large. */
    public long waitP99Nanos(int group) {
        return of(group, GROUP_P99);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(256);
        text.append(String.format(
                Locale.ROOT,
                "turns %d, polls %d, busy %d ns, idle %d ns, ready %d, live %d, lateness %d ns, stalls %d,"
                        + " wake-ups sent %d, saved %d, missed goals %d, held %d, capacity %d of %d",
                turns(),
                polls(),
                busyNanos(),
                idleNanos(),
                ready(),
                live(),
                latenessNanos(),
                stalls(),
                wakeUpsSent(),
                wakeUpsSaved(),
                missedGoals(),
                held(),
                capacity(),
                Load.SLOTS * time()));
        for (int group = 0; group < groups(); group++) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n  group %d: ready %d, poll %d ns, longest %d ns, wait expected %d ns, bound %d ns, p99 seen %d"
                            + " ns",
                    group,
                    ready(group),
                    meanPollNanos(group),
                    longestPollNanos(group),
                    expectedWaitNanos(group),
                    boundNanos(group),
                    waitP99Nanos(group)));
        }
        return text.toString();
    }
}
