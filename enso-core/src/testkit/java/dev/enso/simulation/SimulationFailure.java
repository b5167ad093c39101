package dev.enso.simulation;

/** A run that failed: with which seed, at which decision, and all decisions up to there. */
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final transient Trace trace;

    SimulationFailure(String message, Trace trace, Throwable cause) {
        super(message, cause);
        this.trace = trace;
    }

    /** The decisions up to the failure. */
    public Trace trace() {
        return trace;
    }
}
