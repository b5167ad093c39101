package dev.enso.simulation;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong on demand: {@link #oneIn} makes it happen by chance, {@link #atStep} at a chosen step. A step is a
 * round of a reactor or an event from outside; the failure of a run tells its number. Nothing goes wrong any more once the
 * reactors are being closed, so that what is left then is to blame on what ran.
 */
public final class Fault {
    enum Kind {
        STALL,
        DEATH,
        CLOCK_JUMP,
        FULL_LANE,
        THROW
    }

    final Kind kind;
    final String name;
    final int reactor;
    final long nanos;
    final @Nullable Supplier<? extends Throwable> thrown;
    final int oneIn;
    final long step;

    private Fault(
            Kind kind,
            String name,
            int reactor,
            long nanos,
            @Nullable Supplier<? extends Throwable> thrown,
            int oneIn,
            long step) {
        this.kind = kind;
        this.name = name;
        this.reactor = reactor;
        this.nanos = nanos;
        this.thrown = thrown;
        this.oneIn = oneIn;
        this.step = step;
    }

    private static Fault of(Kind kind, String name, int reactor, long nanos) {
        return new Fault(kind, name, reactor, nanos, null, 0, 0);
    }

    /** The reactor whose turn it would be gets no CPU for so long. */
    public static Fault stall(Duration length) {
        return of(Kind.STALL, "a reactor stalls", 0, positive(length));
    }

    /**
     * The thread of this reactor ends, as if it had been stopped: its tasks are cancelled, what is sent to it afterwards is
     * answered CLOSED, and what was under way is lost. Whoever waits for that without a time limit waits for ever, and the run
     * says so.
     */
    public static Fault death(int reactor) {
        return of(Kind.DEATH, "a reactor dies", reactor, 0);
    }

    /** The clock jumps ahead: the machine was suspended. */
    public static Fault clockJump(Duration length) {
        return of(Kind.CLOCK_JUMP, "the clock jumps", 0, positive(length));
    }

    /** All lanes refuse messages for so long, as if they were full. Answers still find their reserved room. */
    public static Fault fullLane(Duration length) {
        return of(Kind.FULL_LANE, "lanes stay full", 0, positive(length));
    }

    /**
     * A call throws. Places at which that can happen are {@code "reads the clock"}, {@code "makes a lane"} (an allocation), and
     * those of the application: {@link World#between}.
     *
     * @param place the name of the place
     * @param thrown makes what is thrown; a checked exception is thrown as it is
     */
    public static Fault throwing(String place, Supplier<? extends Throwable> thrown) {
        return new Fault(Kind.THROW, place, 0, 0, Objects.requireNonNull(thrown, "thrown"), 0, 0);
    }

    /**
     * About once in so many occasions: steps, or visits of the place.
     *
     * @throws IllegalArgumentException when less than 2
     */
    public Fault oneIn(int occasions) {
        if (occasions < 2) {
            throw new IllegalArgumentException("a fault by chance needs at least 2 occasions: " + occasions);
        }
        return new Fault(kind, name, reactor, nanos, thrown, occasions, 0);
    }

    /**
     * Once, at this step; what throws does so at the first visit of its place from this step on.
     *
     * @param step from 1
     */
    public Fault atStep(long step) {
        if (step < 1) {
            throw new IllegalArgumentException("steps count from 1: " + step);
        }
        return new Fault(kind, name, reactor, nanos, thrown, 0, step);
    }

    Fault requireOccasion() {
        if (oneIn == 0 && step == 0) {
            throw new IllegalArgumentException("say when it happens that " + name + ": with oneIn or atStep");
        }
        return this;
    }

    private static long positive(Duration length) {
        if (length.isZero() || length.isNegative()) {
            throw new IllegalArgumentException("a fault must take time: " + length);
        }
        return length.toNanos();
    }

    @Override
    public String toString() {
        return name + (step > 0 ? " at step " + step : " once in " + oneIn);
    }
}
