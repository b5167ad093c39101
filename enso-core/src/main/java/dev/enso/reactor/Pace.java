package dev.enso.reactor;

/**
 * How many tasks are polled before the clock is read again, and when timers and I/O are to be looked at. A reading costs as
 * much as several quick polls, and a look as much as a hundred, so neither is taken for each: from what the latest polls
 * took follows how many more fit in before the next look. Polls that were quick and become slow all at once are noticed
 * after {@value #MOST} of them at the latest. Owner only.
 */
final class Pace {
    /** Polls between two readings of the clock at most. */
    static final int MOST = 64;

    /** From one look to the next while tasks and messages keep the reactor busy, in nanoseconds. */
    static final long LOOK_NANOS = 50_000;

    private long looked;
    private long read;
    /** Polls and messages since the latest reading. */
    private int since;
    /** Polls that may follow a reading before the next one; at least 1. */
    private int allowed = MOST;

    private long perPoll;

    /** So many tasks were polled, or messages taken. */
    void did(int count) {
        since += count;
    }

    /** How many polls may come before the clock is read; at least 1. */
    int polls() {
        return Math.max(1, allowed - since);
    }

    boolean wantsReading() {
        return since >= allowed;
    }

    /** Takes a reading. */
    void read(long now) {
        if (since > 0) {
            long latest = Math.min((now - read) / since, LOOK_NANOS);
            // Believes at once that polls are slow, and step by step that they are quick: a message in between says
            // little.
            perPoll = Math.max(latest, perPoll / 2);
            since = 0;
        }
        read = now;
        plan();
    }

    /** Timers and I/O were looked at, until this reading; what the look took is nobody's fault. */
    void looked(long now) {
        read = now;
        looked = now;
        plan();
    }

    /** True when no other poll fits in before the next look. */
    boolean lookIsDue() {
        return read - looked + Math.max(1, perPoll) > LOOK_NANOS;
    }

    /** How long until the next look is due. */
    long left(long now) {
        return LOOK_NANOS - (now - looked);
    }

    private void plan() {
        long left = LOOK_NANOS - (read - looked);
        allowed = perPoll * MOST <= left ? MOST : (int) Math.max(1, left / Math.max(1, perPoll));
    }
}
