package dev.enso.simulation;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The decisions of one run, in order. Two runs with equal hashes took the same decisions, about the same things, at the same
 * virtual times.
 */
public final class Trace {
    private final long seed;
    private int[] chosen = new int[256];
    private int[] bounds = new int[256];
    private String[] whats = new String[256];
    private int size;
    private long hash = 0xCBF29CE484222325L;

    Trace(long seed) {
        this.seed = seed;
    }

    void add(String what, int bound, int answer) {
        if (size == chosen.length) {
            grow();
        }
        chosen[size] = answer;
        bounds[size] = bound;
        whats[size] = what;
        size++;
        mix(((long) bound << 32) | answer);
        mix(what.hashCode());
    }

    private void grow() {
        chosen = Arrays.copyOf(chosen, size << 1);
        bounds = Arrays.copyOf(bounds, size << 1);
        whats = Arrays.copyOf(whats, size << 1);
    }

    void mix(long word) {
        long h = (hash ^ word) * 0x9E3779B97F4A7C15L;
        hash = h ^ (h >>> 29);
    }

    /** The seed of the run. */
    public long seed() {
        return seed;
    }

    /** How many decisions there are. */
    public int size() {
        return size;
    }

    boolean deviates(int step) {
        return chosen[step] != 0;
    }

    /** How many decisions are not the quiet one. */
    public int deviations() {
        int count = 0;
        for (int i = 0; i < size; i++) {
            count += deviates(i) ? 1 : 0;
        }
        return count;
    }

    /** A number that stands for all decisions and the times at which they were taken. */
    public long hash() {
        return hash;
    }

    /** All answers, to be repeated. */
    int[] choices() {
        return Arrays.copyOf(chosen, size);
    }

    /** One decision as a line: its number, what was decided, the answer and how many there were. */
    public String line(int step) {
        if (step < 0 || step >= size) {
            throw new IndexOutOfBoundsException("decision " + step + " of " + size);
        }
        return step + " " + whats[step] + ": " + chosen[step] + " of " + bounds[step];
    }

    /**
     * The number of the first decision in which two runs differ, which is the size of the shorter when the longer begins with
     * it; empty when they are equal.
     */
    public OptionalInt firstDifference(Trace other) {
        int common = Math.min(size, other.size);
        for (int i = 0; i < common; i++) {
            if (chosen[i] != other.chosen[i] || bounds[i] != other.bounds[i] || !whats[i].equals(other.whats[i])) {
                return OptionalInt.of(i);
            }
        }
        return size == other.size ? OptionalInt.empty() : OptionalInt.of(common);
    }

    /** All decisions, one a line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(size * 32);
        for (int i = 0; i < size; i++) {
            text.append(line(i)).append('\n');
        }
        return text.toString();
    }
}
