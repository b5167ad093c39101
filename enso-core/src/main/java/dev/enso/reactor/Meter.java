package dev.enso.reactor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Adds up what a reactor does and writes it down for others to read. Owner only, except where said otherwise. It takes the
 * readings of the clock that the turn takes anyway, and adds none.
 */
final class Meter {
    private static final VarHandle STALLS = Fields.handle(MethodHandles.lookup(), Meter.class, "stalls", long.class);

    /** From one writing to the next while the reactor works. */
    private static final long PERIOD = 1_000_000;

    private static final long WINDOW = 1_000_000_000;

    private final CoreContext core;
    private final Tasks tasks;
    private final Gauges gauges = new Gauges(ReactorMetrics.SIZE);
    private final long[] draft = new long[ReactorMetrics.SIZE];
    private boolean worked;
    private long read;
    private long busy;
    private long idle;
    private long written;
    private long lateness;
    private long latenessBefore;
    private long latenessWindow;
    /** Added to by the stall watch. */
    private long stalls;

    Meter(CoreContext core, Tasks tasks) {
        this.core = core;
        this.tasks = tasks;
        this.read = core.readClock();
    }

    /** Something was done since the latest reading. */
    void worked() {
        worked = true;
    }

    /** A reading of the clock: what passed since the last one was spent with work, or without. */
    void read(long now) {
        if (worked) {
            busy += now - read;
            worked = false;
        } else {
            idle += now - read;
        }
        read = now;
        if (now - written >= PERIOD) {
            write();
            tasks.inspect();
        }
    }

    /** A look at timers and I/O at this time, whose deadline was that. */
    void looked(long now, long deadline) {
        if (deadline != Poller.NOW && deadline < now) {
            lateness = Math.max(lateness, now - deadline);
        }
        if (now - latenessWindow >= WINDOW) {
            latenessWindow = now;
            latenessBefore = lateness;
            lateness = 0;
        }
    }

    /** Any thread: a stall was seen. */
    void stalled() {
        STALLS.getAndAdd(this, 1L);
    }

    /** Writes everything down. */
    void write() {
        written = read;
        long[] to = draft;
        Bus bus = core.bus();
        to[ReactorMetrics.TURNS] = core.turnsOpaque();
        to[ReactorMetrics.BUSY] = busy;
        to[ReactorMetrics.IDLE] = idle;
        to[ReactorMetrics.LATENESS] = Math.max(lateness, latenessBefore);
        to[ReactorMetrics.STALLS] = (long) STALLS.getOpaque(this);
        to[ReactorMetrics.WAKES_SENT] = bus.wakesSent();
        to[ReactorMetrics.WAKES_SAVED] = bus.wakesSaved();
        tasks.write(to);
        gauges.write(to);
    }

    /** Any thread. */
    void read(ReactorMetrics into) {
        gauges.read(into.values);
        into.values[ReactorMetrics.STALLS] = (long) STALLS.getOpaque(this);
    }
}
