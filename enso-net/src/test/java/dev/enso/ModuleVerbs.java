package dev.enso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Account;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Future;
import dev.enso.net.Connections;
import dev.enso.net.NetworkConditions;
import dev.enso.net.Poll;
import dev.enso.net.RemoteSockets;
import dev.enso.net.SimulatedNetwork;
import dev.enso.net.Transport;
import dev.enso.queues.Publishing;
import dev.enso.queues.RemoteCursor;
import dev.enso.queues.RemoteRings;
import dev.enso.queues.Split;
import dev.enso.queues.Turbine;
import dev.enso.reactor.CloseReport;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.InterCore;
import dev.enso.reactor.ObjectTable;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Refused;
import dev.enso.reactor.Remote;
import dev.enso.reactor.Rights;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import dev.enso.simulation.App;
import dev.enso.simulation.Oracle;
import dev.enso.simulation.World;
import dev.enso.timers.RemoteTimers;
import dev.enso.timers.SharedTimer;
import dev.enso.timers.Wheel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The verbs of queues, timers and sockets at random, between all reactors, while askers are cancelled, a reactor stops and
 * another takes its place, and reactors are added. Of the cursors that were split from one another by share, none sees what
 * another has seen; the accounts of all balance; a timer fires once, or was cancelled, or went with its reactor; of sockets see
 * {@link SocketVerbs}; every asker ends, and no socket, registration or descriptor is left.
 */
public final class ModuleVerbs implements App {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration IMPATIENCE = Duration.ofNanos(30_000);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int REACTORS = 3;
    private static final int MOST_REACTORS = 5;

    private final NetworkConditions conditions;

    /** Made by reflection, too. */
    public ModuleVerbs() {
        this(NetworkConditions.calm());
    }

    /** In a network that loses nothing, whatever else it does. */
    ModuleVerbs(NetworkConditions conditions) {
        this.conditions = conditions.withBuffer(64);
    }

    @Override
    public void start(World world) throws IOException {
        InetAddress host = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        SimulatedNetwork network = SimulatedNetwork.in(world, conditions);
        Transport transport = network.transport(host);
        Reactors.Builder builder = Reactors.builder()
                .count(REACTORS)
                .name("sim")
                .laneCapacity(2)
                .timers(core -> Wheel.create())
                .io(core -> poll(transport, core))
                .poller(Connections::on);
        world.host(builder);
        Reactors group = builder.start();
        RemoteRings.serve(group.interCore());
        RemoteTimers.serve(group.interCore());
        RemoteSockets.serve(group.interCore());
        SocketVerbs sockets = new SocketVerbs(world.oracle(), group.interCore(), transport, host);
        Play play = new Play(world, group, sockets);
        play.start();
        world.atEnd(() -> {
            sockets.check(world);
            long before = world.now();
            CloseReport report = group.close(LIMIT);
            assertEquals(List.of(), report.cut());
            // What the ends of reactors have told, and answers to who was cut off.
            assertTrue(play.undelivered == report.undelivered() || sockets.hasCuts(), report::toString);
            assertTrue(world.now() - before < LIMIT.toNanos(), "the account of the lanes does not balance");
            assertTrue(network.account().isEmpty(), () -> network.account().toString());
        });
    }

    private static Poll poll(Transport transport, CoreContext core) {
        try {
            return Poll.open(transport, core.clock());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What cursors that share the messages of one ring have seen, all together. */
    private static final class Lineage {
        private final Set<Integer> seen = new HashSet<>();
    }

    /** A cursor that somebody has. */
    private record Cursor(long id, RemoteCursor<Integer> remote, Lineage lineage) {}

    private static final class Bell {
        private int fired;
        private boolean cancelled;
        private SharedTimer timer;
    }

    private static final class Play {
        private final World world;
        private final Oracle oracle;
        private final Reactors group;
        private final InterCore node;
        private final Turbine turbine = Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT);
        private final List<Long> rings = new ArrayList<>();
        private final List<Cursor> cursors = new ArrayList<>();
        private final Map<Long, Integer> sent = new HashMap<>();
        private final List<Bell> bells = new ArrayList<>();
        private final SocketVerbs sockets;
        private int asked;
        private int over;
        /** Messages that came too late for a reactor that stopped. */
        private int undelivered;
        /** Reactors are started one after the other, as the group's lock has it with threads. */
        private boolean changing;

        Play(World world, Reactors group, SocketVerbs sockets) {
            this.world = world;
            this.sockets = sockets;
            this.oracle = world.oracle();
            this.group = group;
            this.node = group.interCore();
        }

        void start() {
            for (Reactor reactor : group) {
                int count = 1 + oracle.choose(3, "askers");
                for (int i = 0; i < count; i++) {
                    ask(reactor, 2 + oracle.choose(6, "verbs of an asker"));
                }
            }
            if (oracle.choose(3, "a reactor stops") == 2) {
                int victim = oracle.choose(REACTORS, "who stops");
                world.later(Duration.ofNanos(oracle.choose(8, "when it stops") * 4_000L), () -> stop(victim));
            }
            world.atEnd(this::check);
        }

        private void ask(Reactor home, int verbs) {
            asked++;
            Task<?> task;
            try {
                task = home.spawn("asker", verbs(home, verbs));
            } catch (RuntimeException closing) {
                over++;
                return;
            }
            task.toStage().whenComplete((value, failure) -> over++);
            if (oracle.choose(4, "the asker dies") == 3) {
                world.later(Duration.ofNanos(oracle.choose(8, "when it dies") * 2_000L), task::cancel);
            }
        }

        private Future<Object> verbs(Reactor home, int more) {
            Future<Object> one = Future.<Object>defer(() -> verb(home)).recover(Play::refusal);
            return more == 1 ? one : one.then(answer -> verbs(home, more - 1));
        }

        private static Object refusal(Exception failure) {
            if (failure instanceof Refused refused) {
                Refused.Reason reason = refused.reason();
                assertTrue(
                        reason == Refused.Reason.CLOSED
                                || reason == Refused.Reason.STALE
                                || reason == Refused.Reason.RANGE
                                || reason == Refused.Reason.UNKNOWN,
                        refused::getMessage);
                return reason;
            }
            throw new AssertionError(failure);
        }

        private Future<Object> verb(Reactor home) {
            int verb = oracle.choose(14, "verb");
            if (verb > 1 && verb < 8 && rings.isEmpty()) {
                verb = 0;
            }
            if (verb > 2 && verb < 8 && cursors.isEmpty()) {
                verb = 2;
            }
            return switch (verb) {
                case 0 ->
                    RemoteRings.at(anybody("whose ring"))
                            .<Integer>shared("ring", () -> turbine.pub(4))
                            .map(id -> rings.add(id));
                case 1 -> timer();
                case 2 -> {
                    long ring = rings.get(oracle.choose(rings.size(), "ring"));
                    yield RemoteRings.at(node.of(ring))
                            .<Integer>cursor(ring, Subscription.oldest())
                            .map(cursor -> cursors.add(new Cursor(cursor.id(), cursor, new Lineage())));
                }
                case 3, 4 -> send();
                case 5 -> read(cursor());
                case 6 -> take(cursor());
                case 7 -> merge(cursor(), cursor());
                case 8 -> oracle.choose(3, "close something") == 2 ? close() : timer();
                case 9 -> cancel();
                case 10 -> add();
                default -> Future.call(() -> sockets.verb(home.core())).then(asking -> asking);
            };
        }

        private Remote anybody(String what) {
            return node.at(oracle.choose(group.size(), what));
        }

        private Cursor cursor() {
            return cursors.get(oracle.choose(cursors.size(), "cursor"));
        }

        private Future<Object> send() {
            long ring = rings.get(oracle.choose(rings.size(), "to"));
            int number = sent.merge(ring, 1, Integer::sum);
            return node.of(ring).send(ring, (Integer) number).map(answer -> {
                assertTrue(answer == Sent.ACCEPTED || answer == Sent.FULL, answer::toString);
                return answer;
            });
        }

        /** On the reactor that reads it. */
        private <T> Future<Object> with(Cursor cursor, Function<Subscriber<?>, Future<T>> use) {
            Remote owner = node.of(cursor.id());
            Future<Object> work = Future.<Object>defer(() -> {
                        ObjectTable table = owner.reactor().core().objects();
                        return use.apply(table.get(cursor.id(), RemoteRings.CURSOR, Rights.RW));
                    })
                    .recover(Play::refusal);
            return owner.spawn(TaskOptions.named("reader"), work).then(Task::join);
        }

        private Future<Object> read(Cursor cursor) {
            return with(cursor, subscriber -> {
                int claimed = subscriber.claim(1 + oracle.choose(3, "how many"));
                for (int i = 0; i < claimed; i++) {
                    assertTrue(cursor.lineage().seen.add((Integer) subscriber.at(i)), "seen twice");
                }
                subscriber.commit(claimed);
                return Future.of(claimed);
            });
        }

        private Future<Object> take(Cursor cursor) {
            RemoteRings there = RemoteRings.at(node.of(cursor.id()));
            return switch (oracle.choose(3, "how")) {
                case 0 ->
                    there.split(cursor.id(), Split.<Integer>byShare())
                            .map(part -> cursors.add(new Cursor(part.id(), part, cursor.lineage())));
                case 1 ->
                    there.split(cursor.id(), Split.<Integer>overlapped())
                            .map(part -> cursors.add(new Cursor(part.id(), part, new Lineage())));
                default ->
                    there.<Integer>migrate(cursor.id())
                            .map(moved -> cursors.add(new Cursor(moved.id(), moved, cursor.lineage())));
            };
        }

        /** By share alone, so that lineages stay apart. */
        private Future<Object> merge(Cursor whole, Cursor part) {
            if (whole.lineage() != part.lineage() || whole == part) {
                return Future.of("not of one kind");
            }
            return with(part, subscriber -> RemoteRings.at(node.of(whole.id())).merge(whole.id(), part.remote()));
        }

        private Future<Object> close() {
            boolean ring = cursors.isEmpty() || (!rings.isEmpty() && oracle.choose(2, "a ring") == 1);
            if (rings.isEmpty()) {
                return Future.of("nothing to close");
            }
            long id = ring ? rings.get(oracle.choose(rings.size(), "which ring")) : cursor().id();
            return RemoteRings.at(node.of(id)).close(id).map(closed -> closed);
        }

        private Future<Object> timer() {
            Bell bell = new Bell();
            return RemoteTimers.at(anybody("whose timer"))
                    .arm(Duration.ofNanos(oracle.choose(8, "delay") * 3_000L), () -> {
                        assertFalse(bell.cancelled, "fired after a cancellation was acknowledged");
                        assertEquals(1, ++bell.fired);
                    })
                    .map(timer -> {
                        bell.timer = timer;
                        return bells.add(bell);
                    });
        }

        private Future<Object> cancel() {
            if (bells.isEmpty()) {
                return Future.of("nothing to cancel");
            }
            Bell bell = bells.get(oracle.choose(bells.size(), "which timer"));
            return RemoteTimers.at(node.of(bell.timer.id()))
                    .cancel(bell.timer.id())
                    .map(cancelled -> {
                        if (cancelled) {
                            assertEquals(0, bell.fired, "cancelled after it had fired");
                            assertFalse(bell.cancelled, "cancelled twice");
                            bell.cancelled = true;
                        }
                        return cancelled;
                    });
        }

        private Future<Object> add() {
            if (changing || group.size() == MOST_REACTORS) {
                return Future.of("not now");
            }
            Reactor added = change(node::add);
            ask(added, 1 + oracle.choose(3, "verbs of an asker"));
            return Future.of(added);
        }

        private Reactor change(Supplier<Reactor> change) {
            changing = true;
            try {
                return change.get();
            } finally {
                changing = false;
            }
        }

        private void stop(int victim) {
            Duration limit = PATIENCE;
            if (oracle.choose(3, "patience") == 2) {
                limit = IMPATIENCE;
                sockets.expectCuts();
            }
            CompletableFuture<CloseReport> end = node.stop(victim, limit).toCompletableFuture();
            world.later(Duration.ofMillis(2), () -> startAgain(victim, end));
        }

        private void startAgain(int victim, CompletableFuture<CloseReport> end) {
            if (!end.isDone() || changing) {
                world.later(Duration.ofMillis(2), () -> startAgain(victim, end));
                return;
            }
            undelivered += end.join().undelivered();
            change(() -> node.start(victim));
            ask(group.get((victim + 1) % REACTORS), 3);
            ask(group.get(victim), 3);
        }

        private void check() {
            assertEquals(asked, over, "askers that ended");
            for (Cursor cursor : cursors) {
                Account account = cursor.remote().subscriber().account();
                assertEquals(
                        account.published(),
                        account.consumed() + account.dropped() + account.resident(),
                        account::toString);
                assertTrue(account.consumed() <= cursor.lineage().seen.size(), account::toString);
            }
            for (Bell bell : bells) {
                assertEquals(bell.fired > 0, bell.timer.hasFired());
                assertTrue(!bell.cancelled || bell.timer.isCancelled());
            }
        }
    }
}
