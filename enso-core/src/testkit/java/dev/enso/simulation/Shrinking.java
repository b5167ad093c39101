package dev.enso.simulation;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Shortens a failing schedule: leaves decisions out or makes them quiet, in chunks that are halved (A. Zeller's delta
 * debugging), and keeps what still fails with the same kind of failure. Decisions behind a changed one may be about something
 * else then; that is tried and not forbidden, as in D. MacIver's Hypothesis.
 */
final class Shrinking {
    private final Function<int[], @Nullable SimulationFailure> run;
    private final Class<?> kind;
    private int attempts;
    private SimulationFailure best;
    private int[] choices;

    private Shrinking(SimulationFailure first, int attempts, Function<int[], @Nullable SimulationFailure> run) {
        this.run = run;
        this.kind = first.failure().getClass();
        this.attempts = attempts;
        this.best = first;
        this.choices = first.trace().choices();
    }

    /**
     * @param attempts runs at most
     * @param run answers how a schedule fails, or null
     */
    static SimulationFailure shorten(
            SimulationFailure first, int attempts, Function<int[], @Nullable SimulationFailure> run) {
        Shrinking shrinking = new Shrinking(first, attempts, run);
        long before;
        do {
            before = shrinking.cost();
            shrinking.pass(Shrinking::without);
            shrinking.pass(Shrinking::quiet);
            shrinking.lower();
        } while (shrinking.cost() < before && shrinking.attempts > 0);
        return shrinking.best;
    }

    private long cost() {
        return cost(best.trace());
    }

    /** A deviation has to be understood by the reader, a quiet decision only passed over. */
    private static long cost(Trace trace) {
        return trace.size() + 8L * trace.deviations();
    }

    private interface Change {
        int[] of(int[] choices, int from, int to);
    }

    private void pass(Change change) {
        for (int chunk = Integer.highestOneBit(Math.max(1, choices.length / 2)); chunk > 0; chunk >>= 1) {
            for (int from = 0; from < choices.length && attempts > 0; ) {
                int to = Math.min(choices.length, from + chunk);
                if (!anyDeviation(from, to) || !accept(change.of(choices, from, to))) {
                    from = to;
                }
            }
        }
    }

    private boolean anyDeviation(int from, int to) {
        for (int i = from; i < to; i++) {
            if (choices[i] != 0) {
                return true;
            }
        }
        return false;
    }

    private static int[] without(int[] choices, int from, int to) {
        int[] shorter = Arrays.copyOf(choices, choices.length - (to - from));
        System.arraycopy(choices, to, shorter, from, choices.length - to);
        return shorter;
    }

    private static int[] quiet(int[] choices, int from, int to) {
        int[] quieter = choices.clone();
        Arrays.fill(quieter, from, to, 0);
        return quieter;
    }

    /** Smaller answers: fewer messages, earlier places. */
    private void lower() {
        for (int i = 0; i < choices.length; i++) {
            while (i < choices.length && choices[i] > 1 && attempts > 0) {
                int[] lower = choices.clone();
                lower[i] >>= 1;
                if (!acceptEqual(lower)) {
                    break;
                }
            }
        }
    }

    private boolean accept(int[] candidate) {
        SimulationFailure failure = attempt(candidate);
        return failure != null && cost(failure.trace()) < cost() && take(failure);
    }

    private boolean acceptEqual(int[] candidate) {
        SimulationFailure failure = attempt(candidate);
        return failure != null && cost(failure.trace()) <= cost() && take(failure);
    }

    private boolean take(SimulationFailure failure) {
        best = failure;
        choices = failure.trace().choices();
        return true;
    }

    private @Nullable SimulationFailure attempt(int[] candidate) {
        attempts--;
        SimulationFailure failure = run.apply(candidate);
        return failure != null && failure.failure().getClass() == kind ? failure : null;
    }
}
