package dev.enso.timers;

/** A tick of an interval, shown in place: its figures are those of the present head. */
public final class Tick {
    private long number;
    private long missed;
    private long due;

    Tick() {}

    void set(long number, long missed, long due) {
        this.number = number;
        this.missed = missed;
        this.due = due;
    }

    /** The number of the period that it ends, from 1 on: skipped ones are counted, those that a new phase leaves out are not. */
    public long number() {
        return number;
    }

    /**
     * How many ticks were missed when it was taken: skipped right before it, left out because the phase starts anew, or, in a
     * burst, still to come.
     */
    public long missed() {
        return missed;
    }

    /** When it was due, in nanoseconds of the reactor's clock. */
    public long due() {
        return due;
    }

    @Override
    public String toString() {
        return "Tick[" + number + (missed > 0 ? ", " + missed + " missed]" : "]");
    }
}
