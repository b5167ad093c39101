package dev.enso.simulation;

import java.time.Duration;

/**
 * A run that failed: with which seed, at which decision and step, and all decisions up to there. The cause is the failure
 * itself.
 */
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final transient Trace trace;
    private final transient Throwable failure;

    private SimulationFailure(String message, Trace trace, Throwable cause) {
        super(message, cause);
        this.trace = trace;
        this.failure = cause;
    }

    static SimulationFailure of(World world, Throwable failure) {
        Trace trace = world.oracle().trace();
        String message = "seed " + trace.seed() + " fails at decision " + trace.size() + " and step " + world.steps()
                + ", after " + Duration.ofNanos(world.now()) + ": " + failure;
        return new SimulationFailure(message, trace, failure);
    }

    /** The same failure, told with a shorter schedule that leads to it. */
    SimulationFailure shortened(SimulationFailure shorter) {
        Trace few = shorter.trace();
        StringBuilder text = new StringBuilder(getMessage())
                .append("\nRepeat it with Simulation.seed(")
                .append(trace.seed())
                .append(") or -Denso.seed=")
                .append(trace.seed())
                .append(". Shortened to ")
                .append(few.size())
                .append(" decisions, ")
                .append(few.deviations())
                .append(" of them not the quiet ones:");
        for (int i = 0; i < few.size(); i++) {
            if (few.deviates(i)) {
                text.append("\n  ").append(few.line(i));
            }
        }
        text.append("\nRepeat this with Simulation.schedule(\"")
                .append(Schedule.text(few))
                .append("\"); it ends in ")
                .append(shorter.failure);
        return new SimulationFailure(text.toString(), few, shorter.failure);
    }

    /** What failed: the cause. */
    Throwable failure() {
        return failure;
    }

    /** The decisions up to the failure; of the shortened schedule when there is one. */
    public Trace trace() {
        return trace;
    }
}
