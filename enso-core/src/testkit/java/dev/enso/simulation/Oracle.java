package dev.enso.simulation;

import org.jspecify.annotations.Nullable;

/**
 * Decides everything that is free, from one seed, and writes down what it decided. Nothing else in a simulation is random:
 * the same seed gives the same decisions on every machine and JVM.
 *
 * <p>Zero is always the quiet answer: no fault, no delay, nobody interrupts. A schedule is therefore the list of decisions
 * that are not zero, and is shortened by setting them to zero.
 */
public final class Oracle {
    private final Trace trace;
    private final int @Nullable [] script;
    private long state;

    private Oracle(long seed, int @Nullable [] script) {
        this.state = seed;
        this.script = script;
        this.trace = new Trace(seed);
    }

    /** Decides from a seed. */
    static Oracle seeded(long seed) {
        return new Oracle(seed, null);
    }

    /** Decides as written, and quietly behind the end of the script. A number that is too large for its decision is 0. */
    static Oracle scripted(long seed, int[] script) {
        return new Oracle(seed, script);
    }

    /**
     * One decision.
     *
     * @param bound how many answers there are; 1 is no decision and leaves no trace
     * @param what is decided; a constant, because it is part of the trace and made for each decision
     * @return from 0 to {@code bound} - 1, all equally likely; 0 is to be the quiet one
     * @throws IllegalArgumentException when the bound is less than 1
     */
    public int choose(int bound, String what) {
        if (bound <= 1) {
            if (bound < 1) {
                throw new IllegalArgumentException("nothing to choose from for \"" + what + "\": bound " + bound);
            }
            return 0;
        }
        int chosen = script == null ? draw(bound) : scripted(bound);
        trace.add(what, bound, chosen);
        return chosen;
    }

    private int scripted(int bound) {
        int step = trace.size();
        int chosen = step < script().length ? script()[step] : 0;
        return chosen < bound ? chosen : 0;
    }

    @SuppressWarnings("NullAway") // asked only where there is one
    private int[] script() {
        return script;
    }

    /** SplitMix64 (G. Steele, D. Lea and C. Flood, 2014), written out: the JDK may change how it draws below a bound. */
    private int draw(int bound) {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (int) (((z >>> 32) * bound) >>> 32);
    }

    /**
     * Does the unlikely happen?
     *
     * @param oneIn true about once in so many decisions; 1 is always
     */
    public boolean rarely(int oneIn, String what) {
        return choose(oneIn, what) == oneIn - 1;
    }

    /** What it has decided so far. */
    public Trace trace() {
        return trace;
    }
}
