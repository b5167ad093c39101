package dev.enso.simulation;

import dev.enso.reactor.Reactors;
import java.time.Duration;
import java.util.function.Consumer;

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
 * or the set-up throws, when a reactor's failure handler hears of anything, when finite tasks are left that nothing will
 * wake, or when closing leaves anything behind. The failure names its seed, and the same seed repeats it.
 */
public final class Simulation {
    private static final long STEP_LIMIT = 10_000_000;

    private final long firstSeed;
    private final int seeds;
    private int reactors = 2;
    private Consumer<? super Reactors.Builder> settings = builder -> {};

    private Simulation(long firstSeed, int seeds) {
        this.firstSeed = firstSeed;
        this.seeds = seeds;
    }

    /** One run. */
    public static Simulation seed(long seed) {
        return new Simulation(seed, 1);
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
        return new Simulation(0, count);
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
     * Runs the first seed.
     *
     * @return its decisions
     * @throws SimulationFailure when it fails
     */
    public Trace run(App app) {
        return run(Oracle.seeded(firstSeed), app);
    }

    /**
     * Runs all seeds.
     *
     * @throws SimulationFailure with the first that fails
     */
    public void check(App app) {
        for (int i = 0; i < seeds; i++) {
            run(Oracle.seeded(firstSeed + i), app);
        }
    }

    private Trace run(Oracle oracle, App app) {
        World world = new World(oracle, reactors, STEP_LIMIT, settings);
        Trace trace = oracle.trace();
        try {
            world.run(app);
        } catch (Throwable failure) {
            throw new SimulationFailure(
                    "seed " + trace.seed() + " fails at decision " + trace.size() + ", after "
                            + Duration.ofNanos(world.now()) + ": " + failure,
                    trace,
                    failure);
        }
        return trace;
    }
}
