package dev.enso.core;

import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** A process whose transitions are checked against their declaration. */
final class CheckedProcess<P, S, K extends Enum<K>> implements Process<P, S> {
    private final Transitions<P, S, K> transitions;
    private final Process<P, S> process;
    /** The latest state that was right. */
    private S state;

    /** What it did that it must not do. */
    private @Nullable String defect;

    CheckedProcess(Transitions<P, S, K> transitions, Process<P, S> process) {
        this.transitions = transitions;
        this.process = process;
        this.state = process.state();
    }

    @Override
    public S state() {
        return state;
    }

    @Override
    public S send(P message) throws Exception {
        if (defect != null) {
            throw new IllegalStateException(defect);
        }
        K from = transitions.kindOf(state);
        EnumSet<K> declared = transitions.targets(from, message);
        S after = process.send(message);
        K to = transitions.kindOf(after);
        if (!declared.contains(to)) {
            defect = "the message " + message + " led from state " + from + " to " + to + ", and only " + declared
                    + " is declared: the process is not used any more";
            throw new IllegalStateException(defect);
        }
        state = after;
        return after;
    }

    @Override
    public String toString() {
        return process + ", checked";
    }
}
