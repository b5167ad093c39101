package dev.enso.reactor;

import java.util.Arrays;

/** What polls took and how long tasks waited for them, by group of the discipline; from samples. Owner only. */
final class PollStats {
    /** How long the longest poll is remembered: between one window and two. */
    private static final long WINDOW = 1_000_000_000;

    private final Scheduler scheduler;
    private final long[] mean = new long[ReactorMetrics.MAX_GROUPS];
    private final long[] longest = new long[ReactorMetrics.MAX_GROUPS];
    private final long[] longestBefore = new long[ReactorMetrics.MAX_GROUPS];
    private final Quantiles[] waits = new Quantiles[ReactorMetrics.MAX_GROUPS];
    private final Load load;
    private long windowEnd;

    PollStats(Scheduler scheduler) {
        this.scheduler = scheduler;
        for (int i = 0; i < waits.length; i++) {
            waits[i] = new Quantiles();
        }
        load = load();
    }

    /** How many groups there are that are told apart; the last stands for all further ones. */
    int groups() {
        return Math.min(scheduler.groups(), ReactorMetrics.MAX_GROUPS);
    }

    private static int told(int group) {
        return Math.min(group, ReactorMetrics.MAX_GROUPS - 1);
    }

    void polled(int group, long now, long nanos) {
        int i = told(group);
        if (now >= windowEnd) {
            windowEnd = Nanos.sum(now, WINDOW);
            System.arraycopy(longest, 0, longestBefore, 0, longest.length);
            Arrays.fill(longest, 0);
        }
        // An average that forgets: each sample counts for a sixteenth. Rounded up, so that what is there is not 0.
        mean[i] = mean[i] == 0 ? nanos : mean[i] + ((nanos - mean[i] + 15) >> 4);
        longest[i] = Math.max(longest[i], nanos);
    }

    void waited(int group, long nanos) {
        waits[told(group)].add(nanos);
    }

    private long mean(int group) {
        return mean[told(group)];
    }

    private long longest(int group) {
        return Math.max(longest[told(group)], longestBefore[told(group)]);
    }

    /** The load as if so many more tasks of this level were ready; the same object each time. */
    Load withMore(int level, int more) {
        fill(load);
        load.addTasks(Math.min(level, groups() - 1), more);
        return load;
    }

    private void fill(Load load) {
        for (int group = groups(); group-- > 0; ) {
            load.set(group, scheduler.size(group), scheduler.polls(group), mean(group), longest(group));
        }
    }

    /** The load of now. */
    Load load() {
        Load load = new Load(groups(), scheduler.hasInterrupts());
        fill(load);
        return load;
    }

    /** What the groups have to tell, into the form of {@link ReactorMetrics}. */
    void write(long[] to) {
        int groups = groups();
        to[ReactorMetrics.GROUPS] = groups;
        fill(load);
        to[ReactorMetrics.CAPACITY] = load.capacity();
        to[ReactorMetrics.TIME] = load.time();
        for (int group = 0; group < groups; group++) {
            int at = ReactorMetrics.FIRST_GROUP + group * ReactorMetrics.GROUP_FIELDS;
            to[at + ReactorMetrics.GROUP_READY] = scheduler.size(group);
            to[at + ReactorMetrics.GROUP_MEAN] = mean(group);
            to[at + ReactorMetrics.GROUP_LONGEST] = longest(group);
            to[at + ReactorMetrics.GROUP_EXPECTED] = load.expectedWait(group);
            to[at + ReactorMetrics.GROUP_BOUND] = load.bound(group);
            to[at + ReactorMetrics.GROUP_P99] = waits[group].perMille(990);
        }
    }
}
