package dev.enso.simulation;

import dev.enso.reactor.Reactors;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs an application on the production reactors, on one thread, with everything that is free decided by an {@link Oracle}.
 *
 * <pre>{@code
 * Simulation.seeds(1000).reactors(4).check(world -> {
 *     Task<Integer> sum = world.reactors().spawn(...);
 *     world.atEnd(() -> assertEquals(42, sum.get(Duration.ZERO)));
 * });
 * }</pre>
 *
 * <p>A run ends when nothing is ready and nothing due; the reactors are then closed and the checks run. It fails when a check
 * or the set-up throws, when a reactor's failure handler hears of anything but a {@link Fault}, when finite tasks are left
 * that nothing will wake ({@link Deadlock}), or when closing leaves anything behind. The failure names its seed, and the same
 * seed repeats it.
 */
public final class Simulation {
    /** A system property: {@link #check} runs this seed alone. */
    public static final String SEED = "enso.seed";

    private static final long STEP_LIMIT = 10_000_000;
    private static final int ATTEMPTS = 3_000;

    private final Source source;
    private final int seeds;
    private final long first;
    private int reactors = 2;
    private long stepLimit = STEP_LIMIT;
    private int attempts = ATTEMPTS;
    private List<Fault> faults = List.of();
    private Consumer<? super Reactors.Builder> settings = builder -> {};

    private interface Source {
        Oracle oracle(long seed);
    }

    private Simulation(Source source, long first, int seeds) {
        this.source = source;
        this.first = first;
        this.seeds = seeds;
    }

    /** One run. */
    public static Simulation seed(long seed) {
        return new Simulation(Oracle::seeded, seed, 1);
    }

    /**
     * So many runs, with the seeds from 0 on.
     *
     * @throws IllegalArgumentException when the count is less than 1
     */
    public static Simulation seeds(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a simulation needs at least one seed: " + count);
        }
        return new Simulation(Oracle::seeded, 0, count);
    }

    /**
     * One run of a schedule that a failure printed.
     *
     * @throws IllegalArgumentException when the text is no schedule
     */
    public static Simulation schedule(String schedule) {
        long seed = Schedule.oracle(schedule).trace().seed();
        return new Simulation(ignored -> Schedule.oracle(schedule), seed, 1);
    }

    /** How many reactors {@link World#reactors()} has; 2 by default. */
    public Simulation reactors(int count) {
        reactors = count;
        return this;
    }

    /** More settings for the reactors of {@link World#reactors()}, such as their timers. */
    public Simulation configure(Consumer<? super Reactors.Builder> settings) {
        this.settings = settings;
        return this;
    }

    /**
     * What goes wrong in each run.
     *
     * @throws IllegalArgumentException when a fault does not say when
     */
    public Simulation faults(Fault... faults) {
        this.faults = Stream.of(faults).map(Fault::requireOccasion).toList();
        return this;
    }

    /** After how many steps a run that goes on fails; ten million by default. */
    public Simulation stepLimit(long steps) {
        stepLimit = steps;
        return this;
    }

    /** How many runs {@link #check} takes to shorten a failing schedule; 3,000 by default, 0 leaves it as it is. */
    public Simulation shortening(int runs) {
        attempts = runs;
        return this;
    }

    /**
     * Runs the first seed.
     *
     * @return its decisions
     * @throws SimulationFailure when it fails
     */
    public Trace run(App app) {
        Oracle oracle = source.oracle(first);
        SimulationFailure failure = run(oracle, app);
        if (failure != null) {
            throw failure;
        }
        return oracle.trace();
    }

    /**
     * Runs all seeds, or the one of the system property {@code enso.seed}.
     *
     * @throws SimulationFailure with the first that fails, and a shorter schedule that fails in the same way
     */
    public void check(App app) {
        Long only = Long.getLong(SEED);
        if (only != null) {
            check(source.oracle(only), app);
            return;
        }
        for (int i = 0; i < seeds; i++) {
            check(source.oracle(first + i), app);
        }
    }

    private void check(Oracle oracle, App app) {
        SimulationFailure failure = run(oracle, app);
        if (failure == null) {
            return;
        }
        long seed = oracle.trace().seed();
        throw failure.shortened(
                Shrinking.shorten(failure, attempts, script -> run(Oracle.scripted(seed, script), app)));
    }

    private @Nullable SimulationFailure run(Oracle oracle, App app) {
        World world = new World(new Stage(oracle, faults, stepLimit), reactors, settings);
        try {
            world.run(app);
            return null;
        } catch (Throwable failure) {
            return SimulationFailure.of(world, failure);
        }
    }
}
