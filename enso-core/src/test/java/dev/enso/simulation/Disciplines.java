package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import dev.enso.reactor.Priority;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Scheduling;
import dev.enso.reactor.ShareGroup;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of all levels, shares and deadlines on two reactors of one discipline, which give way to each other, wake each other
 * across reactors and are cancelled: each ends, none is polled after its end, nothing stays ready, and under weighted
 * priority nobody who gave way waits for more polls than the rounds of its level have.
 */
public final class Disciplines implements App {
    private static final Scheduling[] ALL = {
        Scheduling.ROUND_ROBIN, Scheduling.WEIGHTED, Scheduling.FAIR, Scheduling.EARLIEST_DEADLINE
    };
    private static final Priority[] LEVELS = Priority.values();
    /** An interrupt goes on for so long that whoever it starved would be noticed. */
    private static final int INTERRUPTS = 200;

    /** Polls in a round, with its interrupts. */
    private static final int ROUND = 30;

    /** One reactor, as its tasks see it. */
    private static final class Place {
        final Reactor reactor;
        final int[] tasks = new int[LEVELS.length];
        /** Spawns, all made by one message, so that all begin to wait together. */
        final List<Runnable> spawns = new ArrayList<>();

        int polls;

        Place(Reactor reactor) {
            this.reactor = reactor;
        }

        /** Who has become ready in the middle of a round may have missed its turn in that. */
        int bound(Priority level) {
            int rounds = (tasks[level.ordinal()] + level.polls() - 1) / level.polls();
            return (rounds + 1) * ROUND;
        }
    }

    @Override
    public void start(World world) {
        Oracle oracle = world.oracle();
        Scheduling scheduling = ALL[oracle.choose(ALL.length, "discipline")];
        Reactors group = world.start(Reactors.builder().count(2).name("sim").scheduling(scheduling));
        ShareGroup shares = ShareGroup.of("shares", 50);
        List<Place> places = List.of(new Place(group.get(0)), new Place(group.get(1)));
        List<Life> lives = new ArrayList<>();
        int count = 2 + oracle.choose(8, "tasks");
        for (int i = 0; i < count; i++) {
            Priority level = LEVELS[oracle.choose(LEVELS.length, "level")];
            Place place = places.get(i % 2);
            int polls = level == Priority.IRQ ? INTERRUPTS : 1 + oracle.choose(12, "polls");
            place.tasks[level.ordinal()]++;
            Life life = new Life(place, level, scheduling == Scheduling.WEIGHTED, lives, i, polls);
            lives.add(life);
            TaskOptions options = TaskOptions.named("life-" + i)
                    .priority(level)
                    .share(1 + oracle.choose(3, "share") * 100)
                    .deadline(Duration.ofNanos(oracle.choose(3, "deadline") * 10_000L));
            options = oracle.choose(2, "group") == 0 ? options : options.group(shares);
            TaskOptions chosen = options;
            place.spawns.add(() -> life.task = place.reactor.spawn(chosen, life));
            if (oracle.choose(4, "cancelled") == 0) {
                world.later(Duration.ofNanos(oracle.choose(4, "when") * 1_000L), life::cancel);
            }
            world.atEnd(() -> {
                assertTrue(Objects.requireNonNull(life.task).isDone(), () -> life + " has not ended");
                assertEquals(1, life.closes, "closed once");
            });
        }
        for (Place place : places) {
            place.reactor.send(core -> place.spawns.forEach(Runnable::run));
        }
        world.atEnd(() -> {
            for (Reactor reactor : group) {
                assertEquals(0, reactor.metrics().ready(), "tasks that stayed ready");
                assertEquals(0, reactor.metrics().live(), "tasks that stayed");
            }
        });
    }

    private static final class Life implements Future<Integer> {
        private final Place place;
        private final Priority level;
        private final boolean bounded;
        private final List<Life> all;
        private final int number;
        private final int polls;
        private int polled;
        private int closes;
        /** The count of polls at which it gave way, or was spawned. */
        private int since;

        private @Nullable Task<Integer> task;

        private @Nullable Waker waker;

        Life(Place place, Priority level, boolean bounded, List<Life> all, int number, int polls) {
            this.place = place;
            this.level = level;
            this.bounded = bounded;
            this.all = all;
            this.number = number;
            this.polls = polls;
        }

        @Override
        public Polled poll(Context cx) {
            assertEquals(0, closes, "polled after its end");
            place.polls++;
            if (bounded) {
                int waited = place.polls - since;
                assertTrue(waited <= place.bound(level), () -> this + " waited " + waited + " polls");
            }
            waker = cx.waker();
            Waker neighbour = all.get((number + 1) % all.size()).waker;
            if (neighbour != null) {
                neighbour.wake();
            }
            if (++polled == polls) {
                return Polled.READY;
            }
            since = place.polls;
            waker.wake();
            return Polled.PENDING;
        }

        void cancel() {
            if (task != null) {
                task.cancel();
            }
        }

        @Override
        public Integer head() {
            return number;
        }

        @Override
        public Stream<Integer> tail() {
            return this;
        }

        @Override
        public void close() {
            closes++;
        }

        @Override
        public String toString() {
            return "Life[" + number + ", " + level + ", " + polled + " of " + polls + " polls]";
        }
    }
}
