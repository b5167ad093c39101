package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Alarms;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Poller;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.simulation.Oracle;
import dev.enso.simulation.Simulation;
import dev.enso.simulation.SimulationFailure;
import dev.enso.simulation.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The production reactors with their wheels under virtual time, while the clock jumps forth and back and threads stall,
 * sleep too long, wake for no reason and interrupt one another.
 */
class SimulatedTimersTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 20_000 : 1_000;

    /** What one run shares with the settings of its reactors. */
    private World world;

    private long jumped;

    private <P extends Poller & Alarms> Simulation simulation(Function<Wheel, P> plug) {
        return Simulation.seeds(SEEDS)
                .reactors(2)
                .configure(builder -> builder.clock(this::reading)
                        .timers(core -> plug.apply(Wheel.builder()
                                .onFailure(failure -> world.fail(failure))
                                .build())));
    }

    /** A clock that goes wrong. */
    private long reading() {
        return Math.max(0, world.now() + jumped);
    }

    private void run(World world) {
        this.world = world;
        jumped = 0;
        new Scenario().start();
    }

    @Test
    void timers_areNeverEarlyNeverLostAndNeverTwice() {
        simulation(wheel -> wheel).check(this::run);
    }

    @Test
    void sleep_afterALongSleepOfTheReactorCountsFromTheTimeAfterIt() {
        simulation(wheel -> wheel).check(world -> {
            this.world = world;
            jumped = 0;
            Reactors group = world.reactors();
            long[] began = new long[1];
            world.later(Duration.ofSeconds(10), () -> {
                began[0] = world.now();
                group.get(0).spawn(Timers.sleep(Duration.ofSeconds(5)).map(nothing -> {
                    long slept = world.now() - began[0];
                    assertTrue(slept >= Duration.ofSeconds(5).toNanos(), () -> "slept " + slept);
                    return slept;
                }));
            });
        });
    }

    /** Planted: it asks for no wake-up when the next timer is far away. */
    @Test
    void sleepingThroughADeadline_isFound() {
        assertThrows(SimulationFailure.class, () -> simulation(Deaf::new).check(this::run));
    }

    /** Planted: it answers that it has cancelled, and fires all the same. */
    @Test
    void cancellingNothing_isFound() {
        assertThrows(SimulationFailure.class, () -> simulation(Heedless::new).check(this::run));
    }

    /** Planted: it fires what is due within the next microsecond. */
    @Test
    void firingEarly_isFound() {
        assertThrows(SimulationFailure.class, () -> simulation(Early::new).check(this::run));
    }

    private static class Plug implements Poller, Alarms {
        final Wheel wheel;

        Plug(Wheel wheel) {
            this.wheel = wheel;
        }

        @Override
        public int poll(long now, int limit) {
            return wheel.poll(now, limit);
        }

        @Override
        public long deadline() {
            return wheel.deadline();
        }

        @Override
        public long arm(long deadline, Waker waker) {
            return wheel.arm(deadline, waker);
        }

        @Override
        public boolean cancel(long handle) {
            return wheel.cancel(handle);
        }
    }

    private static final class Deaf extends Plug {
        private long now;

        Deaf(Wheel wheel) {
            super(wheel);
        }

        @Override
        public int poll(long now, int limit) {
            this.now = now;
            return super.poll(now, limit);
        }

        @Override
        public long deadline() {
            long deadline = super.deadline();
            return deadline - now > 100_000_000 ? NEVER : deadline;
        }
    }

    private static final class Heedless extends Plug {
        Heedless(Wheel wheel) {
            super(wheel);
        }

        @Override
        public boolean cancel(long handle) {
            return wheel.isArmed(handle);
        }
    }

    private static final class Early extends Plug {
        Early(Wheel wheel) {
            super(wheel);
        }

        @Override
        public int poll(long now, int limit) {
            return super.poll(now + 1_000, limit);
        }
    }

    /** Two reactors, whose timers are armed, moved and cancelled by themselves and by others. */
    private final class Scenario {
        private final Oracle oracle = world.oracle();
        private final Reactors group = world.reactors();
        private final List<Timer> timers = new ArrayList<>();
        private final List<SharedTimer> shared = new ArrayList<>();
        private final int[] sharedFired = new int[1];
        private final Open open = new Open();

        void start() {
            group.get(0).spawn("until all is over", open);
            for (int i = 2 + oracle.choose(10, "acts"); i > 0; i--) {
                open.count++;
                world.later(delay(), this::act);
            }
            for (int i = oracle.choose(4, "jumps"); i > 0; i--) {
                world.later(
                        delay(),
                        () -> jumped += switch (oracle.choose(3, "jump")) {
                            case 0 -> 0;
                            case 1 -> Duration.ofSeconds(3).toNanos();
                            default -> -50_000;
                        });
            }
            world.atEnd(this::check);
        }

        private Duration delay() {
            return Duration.ofNanos((long) oracle.choose(50, "delay") << oracle.choose(25, "its magnitude"));
        }

        private void act() {
            Reactor reactor = group.get(oracle.choose(group.size(), "reactor"));
            switch (oracle.choose(3, "who acts")) {
                case 0, 1 ->
                    reactor.execute(() -> {
                        actInside(reactor.core());
                        open.done();
                    });
                default -> {
                    actOutside(reactor);
                    open.done();
                }
            }
        }

        private void actOutside(Reactor reactor) {
            if (shared.isEmpty() || oracle.choose(3, "shared") > 0) {
                open.count++;
                long deadline = reading() + delay().toNanos();
                shared.add(SharedTimers.of(reactor).armAt(deadline, () -> {
                    sharedFired[0]++;
                    assertTrue(reading() + 50_000 * 4 >= deadline, "a shared timer is early");
                    open.done();
                }));
            } else if (shared.get(oracle.choose(shared.size(), "which")).cancel()) {
                open.done();
            }
        }

        private void actInside(CoreContext core) {
            for (int i = 1 + oracle.choose(4, "operations"); i > 0; i--) {
                if (timers.isEmpty() || oracle.choose(3, "operation") < 2) {
                    new Timer(core, core.now() + delay().toNanos());
                } else {
                    Timer timer = timers.get(oracle.choose(timers.size(), "which"));
                    if (timer.core == core) {
                        timer.cancel();
                    }
                }
            }
        }

        private void check() {
            for (Timer timer : timers) {
                assertEquals(1, timer.fired + timer.cancelled, timer::toString);
            }
            long cancelled = shared.stream().filter(SharedTimer::isCancelled).count();
            assertEquals(shared.size(), sharedFired[0] + cancelled);
        }

        private final class Timer implements Waker {
            final CoreContext core;
            final long deadline;
            final long handle;
            int fired;
            int cancelled;

            Timer(CoreContext core, long deadline) {
                this.core = core;
                this.deadline = deadline;
                open.count++;
                timers.add(this);
                handle = core.alarms().arm(deadline, this);
            }

            @Override
            public void wake() {
                fired++;
                assertEquals(1, fired + cancelled, this::toString);
                assertTrue(core.now() >= deadline, this::toString);
                open.done();
            }

            void cancel() {
                boolean there = core.alarms().cancel(handle);
                assertEquals(fired + cancelled == 0, there, this::toString);
                if (there) {
                    cancelled++;
                    open.done();
                }
            }

            @Override
            public String toString() {
                return "timer due at " + deadline + " at " + core.now() + ", fired " + fired + ", cancelled "
                        + cancelled;
            }
        }
    }

    /** Ready when nothing is open any more: a finite task for as long as timers are armed, so that a lost one is found. */
    private static final class Open implements Future<Boolean> {
        int count;
        private Waker waker = () -> {};
        private boolean over;

        void done() {
            count--;
            waker.wake();
        }

        @Override
        public Polled poll(Context cx) {
            if (over) {
                return Polled.ENDED;
            }
            waker = cx.waker();
            return count == 0 ? Polled.READY : Polled.PENDING;
        }

        @Override
        public Boolean head() {
            return true;
        }

        @Override
        public Stream<Boolean> tail() {
            over = true;
            return this;
        }

        @Override
        public void close() {
            over = true;
        }
    }
}
