package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.CloseReport;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.IdBlock;
import dev.enso.reactor.InterCore;
import dev.enso.reactor.Message;
import dev.enso.reactor.ObjectInfo;
import dev.enso.reactor.PlainTimers;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Refused;
import dev.enso.reactor.Remote;
import dev.enso.reactor.Rights;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import dev.enso.reactor.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * All verbs at random, between all reactors, through lanes of two messages, while askers are cancelled and reactors stop and
 * others take their places: every question is answered or refused, every message delivered or given back, every spawned task
 * ended, no id given twice, and nothing under way at the end.
 */
public final class Verbs implements App {
    private static final Verb<Integer, Integer> DOUBLE = Verb.of("double", "doubles a number, after a while");
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @Override
    public void start(World world) {
        new Play(
                        world,
                        world.start(Reactors.builder()
                                .count(3)
                                .name("sim")
                                .laneCapacity(2)
                                .timers(core -> new PlainTimers())))
                .start();
    }

    private static final class Play {
        private final World world;
        private final Oracle oracle;
        private final Reactors group;
        private final InterCore node;
        private final Set<Long> ids = new HashSet<>();
        private int asked;
        private int over;
        private final List<Parcel> accepted = new ArrayList<>();
        private int spawned;
        private int ended;

        Play(World world, Reactors group) {
            this.world = world;
            this.oracle = world.oracle();
            this.group = group;
            this.node = group.interCore();
        }

        void start() {
            node.serveLater(DOUBLE, (at, number) -> new Yielding<>(2 * number, 1 + number % 3));
            for (Reactor reactor : group) {
                int count = 1 + oracle.choose(5, "askers");
                for (int i = 0; i < count; i++) {
                    ask(reactor, oracle.choose(3, "verbs of an asker"));
                }
            }
            if (oracle.choose(2, "a reactor stops") == 1) {
                int victim = oracle.choose(3, "who stops");
                world.later(Duration.ofNanos(oracle.choose(8, "when it stops") * 2_000L), () -> stop(victim));
            }
            world.atEnd(this::check);
        }

        /** One asker after the other: each asks by some verbs, and may be cancelled at any time. */
        private void ask(Reactor home, int more) {
            asked++;
            Task<?> task;
            try {
                task = home.spawn("asker", new Counted<>(verbs(more), () -> over++));
            } catch (RuntimeException closing) {
                over++;
                return;
            }
            if (oracle.choose(4, "the asker dies") == 3) {
                world.later(Duration.ofNanos(oracle.choose(8, "when it dies") * 1_000L), task::cancel);
            }
        }

        private Future<Object> verbs(int more) {
            Future<Object> one = Future.<Object>defer(() -> verb(node.at(oracle.choose(3, "whom"))))
                    .recover(Play::refusal);
            return more == 0 ? one : one.then(answer -> verbs(more - 1));
        }

        /** Refusals are answers; everything else fails the run. */
        private static Object refusal(Exception failure) {
            if (failure instanceof Refused refused) {
                Refused.Reason reason = refused.reason();
                assertTrue(
                        reason == Refused.Reason.CLOSED
                                || reason == Refused.Reason.STALE
                                || reason == Refused.Reason.UNKNOWN
                                || reason == Refused.Reason.TAKEN
                                || reason == Refused.Reason.FULL,
                        refused::getMessage);
                return reason;
            }
            throw new AssertionError(failure);
        }

        private Future<Object> verb(Remote there) {
            return switch (oracle.choose(8, "verb")) {
                case 0 -> there.sync().map(nothing -> "synced");
                case 1 -> {
                    Parcel parcel = new Parcel();
                    yield there.send(parcel).map(sent -> {
                        if (sent == Sent.ACCEPTED) {
                            accepted.add(parcel);
                        }
                        return sent;
                    });
                }
                case 2 -> there.spawn(TaskOptions.named("spawned"), work()).map(task -> task);
                case 3 ->
                    there.spawn(TaskOptions.named("joined"), work())
                            .then(task -> there.join(task.id()))
                            .map(value -> value == null ? "null" : value);
                case 4 -> there.seq(1 + oracle.choose(3, "ids")).map(this::note);
                case 5 -> named(there);
                case 6 -> there.list().map(listing -> listing);
                default -> {
                    int number = oracle.choose(5, "number");
                    yield there.ask(DOUBLE, number).map(twice -> {
                        assertEquals(2 * number, twice);
                        return twice;
                    });
                }
            };
        }

        /** Names a task, finds it by its name, and takes the name back. */
        private Future<Object> named(Remote there) {
            String name = "name-" + oracle.choose(2, "name");
            return there.spawn(TaskOptions.named("named"), work())
                    .then(task -> there.register(name, task.id(), Rights.R))
                    .then(registered -> node.lookUp(name))
                    .<ObjectInfo>map(found -> found)
                    .then(found -> node.of(found.id()).unregister(found.id()))
                    .map(gone -> gone);
        }

        private Future<Integer> work() {
            return new Counted<>(new Yielding<>(1, oracle.choose(4, "polls")), () -> ended++, () -> spawned++);
        }

        private Object note(IdBlock block) {
            for (int i = 0; i < block.count(); i++) {
                assertTrue(ids.add(block.id(i)), "an id was given twice");
            }
            return block;
        }

        private void stop(int victim) {
            CompletableFuture<CloseReport> end = node.stop(victim, PATIENCE).toCompletableFuture();
            world.later(Duration.ofMillis(2), () -> startAgain(victim, end));
        }

        private void startAgain(int victim, CompletableFuture<CloseReport> end) {
            if (!end.isDone()) {
                world.later(Duration.ofMillis(2), () -> startAgain(victim, end));
                return;
            }
            assertTrue(end.join().cut().isEmpty(), () -> "cut off: " + end.join());
            node.start(victim);
            ask(group.get((victim + 1) % 3), 2);
            ask(group.get(victim), 2);
        }

        private void check() {
            assertEquals(asked, over, "askers that ended");
            accepted.forEach(parcel -> assertTrue(parcel.told, "a message was lost"));
            assertEquals(spawned, ended, "spawned tasks that ended");
        }

        /** Says what becomes of it. */
        private final class Parcel implements Message {
            private boolean told;

            @Override
            public void deliver(CoreContext at) {
                tell();
            }

            @Override
            public void undelivered(Reactor target) {
                tell();
            }

            private void tell() {
                assertTrue(!told, "told twice");
                told = true;
            }
        }
    }

    /** A value, after some polls. */
    private static final class Yielding<T> implements Future<T> {
        private final T value;
        private int left;
        private boolean over;

        Yielding(T value, int polls) {
            this.value = value;
            this.left = polls;
        }

        @Override
        public Polled poll(Context cx) {
            if (left > 0) {
                left--;
                cx.waker().wake();
                return Polled.PENDING;
            }
            return over ? Polled.ENDED : Polled.READY;
        }

        @Override
        public T head() {
            return value;
        }

        @Override
        public Stream<T> tail() {
            over = true;
            return this;
        }

        @Override
        public void close() {
            over = true;
        }
    }

    /** Tells when it is polled first, and when it is closed, which the task of every future does once. */
    private static final class Counted<T> implements Future<T> {
        private final Future<T> future;
        private final Runnable ended;
        private final Runnable begun;
        private boolean polled;
        private boolean closed;

        Counted(Future<T> future, Runnable ended) {
            this(future, ended, () -> {});
        }

        Counted(Future<T> future, Runnable ended, Runnable begun) {
            this.future = future;
            this.ended = ended;
            this.begun = begun;
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            if (!polled) {
                polled = true;
                begun.run();
            }
            return future.poll(cx);
        }

        @Override
        public T head() {
            return future.head();
        }

        @Override
        public Stream<T> tail() {
            future.tail();
            return this;
        }

        @Override
        public void close() {
            if (closed) {
                throw new AssertionError("closed twice");
            }
            closed = true;
            if (!polled) {
                begun.run();
            }
            ended.run();
            future.close();
        }

        @Override
        public String toString() {
            return "Counted[" + future + "]";
        }
    }
}
