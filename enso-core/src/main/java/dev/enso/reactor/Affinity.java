package dev.enso.reactor;

import java.util.Arrays;
import java.util.List;

/**
 * Which CPU each reactor's thread is asked to stay on. A hint: where the platform can't, the thread runs unpinned and one
 * warning says so.
 *
 * <p>Threads inherit the pinning of the thread that creates them: pools that tasks use are best made before the reactors.
 */
public final class Affinity {
    private final Kind kind;
    private final List<Integer> cpus;

    private enum Kind {
        NONE,
        SPREAD,
        CHOSEN
    }

    private Affinity(Kind kind, List<Integer> cpus) {
        this.kind = kind;
        this.cpus = cpus;
    }

    /** The scheduler of the operating system decides. */
    public static Affinity none() {
        return new Affinity(Kind.NONE, List.of());
    }

    /**
     * One reactor a CPU, from the CPUs this process may use, in ascending order. When there are more reactors than CPUs the
     * surplus is not pinned.
     */
    public static Affinity spread() {
        return new Affinity(Kind.SPREAD, List.of());
    }

    /**
     * Reactor i on the i-th of these CPUs; reactors beyond the list are not pinned.
     *
     * @throws IllegalArgumentException when a number is negative or the list is empty
     */
    public static Affinity cpus(int... cpus) {
        if (cpus.length == 0 || Arrays.stream(cpus).anyMatch(cpu -> cpu < 0)) {
            throw new IllegalArgumentException("cpus are numbers from 0 on, at least one: " + Arrays.toString(cpus)
                    + "; use none() for no pinning");
        }
        return new Affinity(Kind.CHOSEN, Arrays.stream(cpus).boxed().toList());
    }

    /**
     * Pins the calling thread, for those who turn reactors on threads of their own. A platform that can't is no error.
     *
     * @return true when the thread is pinned now
     * @throws IllegalArgumentException when the number is negative
     */
    public static boolean pinCurrentThread(int cpu) {
        if (cpu < 0) {
            throw new IllegalArgumentException("cpus are numbers from 0 on: " + cpu);
        }
        return new CpuPinning(new Warnings()).pin(cpu);
    }

    /** The pins of so many reactors; reads the allowed CPUs now, before any thread is pinned. */
    Pin[] pins(int reactors, Warnings warnings) {
        Pin[] pins = new Pin[reactors];
        Arrays.fill(pins, Pin.FREE);
        if (kind == Kind.NONE) {
            return pins;
        }
        List<Integer> usable = kind == Kind.CHOSEN ? cpus : CpuSet.allowed();
        int pinned = Math.min(reactors, usable.size());
        CpuPinning pinning = new CpuPinning(warnings);
        for (int i = 0; i < pinned; i++) {
            int cpu = usable.get(i);
            pins[i] = () -> pinning.pin(cpu);
        }
        if (pinned < reactors && !usable.isEmpty()) {
            warnings.warn(
                    "surplus",
                    (reactors - pinned) + " of " + reactors + " reactors are not pinned: only " + usable.size()
                            + " CPUs are there for them. Use fewer reactors, or Affinity.none() when this is meant.");
        }
        return pins;
    }

    /** Pins the current thread, or leaves it alone. */
    @FunctionalInterface
    interface Pin {
        Pin FREE = () -> {};

        void apply();
    }

    @Override
    public String toString() {
        return kind == Kind.CHOSEN ? "cpus" + cpus : kind.name().toLowerCase(java.util.Locale.ROOT);
    }
}
