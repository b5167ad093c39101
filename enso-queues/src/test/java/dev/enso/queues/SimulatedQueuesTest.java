package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Account;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Overflow;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.simulation.Simulation;
import dev.enso.simulation.SimulationFailure;
import dev.enso.simulation.World;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Queues between the tasks of simulated reactors, under a thousand schedules with faults: receivers that leave halfway,
 * senders that close early, channels that are nearly always full. What was accepted is read or accounted for, one sender's
 * messages keep their order, and nobody waits for ever.
 */
class SimulatedQueuesTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 20_000 : 1_000;
    private static final int MESSAGES = 12;
    private static final int SENDERS = 3;

    @Test
    void channels_loseNothingUnderAnySchedule() {
        Simulation.seeds(SEEDS).reactors(3).check(world -> run(world, SimulatedQueuesTest::anyChannel));
    }

    @Test
    void lanesAndLevels_loseNothingUnderAnySchedule() {
        Simulation.seeds(SEEDS).reactors(3).check(SimulatedQueuesTest::runTogether);
    }

    /** What these schedules are worth: senders that write into one cell before they claim their place are caught. */
    @Test
    void sendersThatWriteBeforeTheyClaim_areFound() {
        SimulationFailure found = assertThrows(
                SimulationFailure.class,
                () -> Simulation.seeds(SEEDS).reactors(3).check(world -> run(world, wrong())));
        assertTrue(found.getMessage().contains("seed"), found.getMessage());
    }

    private interface Maker {
        Channel<int[]> make(World world, boolean alone);
    }

    private static Channel<int[]> anyChannel(World world, boolean alone) {
        int capacity = 1 + world.oracle().choose(4, "capacity");
        Driver driver = alone ? Driver.SPSC : Driver.MPSC;
        Overflow overflow = List.of(Overflow.PARK, Overflow.PARK, Overflow.DROP_NEWEST, Overflow.DROP_OLDEST)
                .get(world.oracle().choose(4, "overflow"));
        if (overflow == Overflow.DROP_OLDEST) {
            Channel<int[]> model = Queues.VEC.create(driver, capacity, overflow);
            return Shared.channel(
                    new SimulatedStore<>(LatestArray.droppingOldest(capacity), world), model.properties());
        }
        Queues backend = List.of(Queues.VEC, Queues.VEC_DEQUE, Queues.LINK)
                .get(world.oracle().choose(3, "backend"));
        Store<int[]> store = alone ? backend.sole(capacity) : backend.many(capacity);
        return Shared.channel(
                new SimulatedStore<>(store, world),
                backend.create(driver, capacity, overflow).properties());
    }

    private static Maker wrong() {
        return (world, alone) -> Shared.channel(
                new SimulatedStore<int[]>(Queues.VEC.many(2), world) {
                    private int[] cell;

                    @Override
                    public boolean offer(int[] message) {
                        cell = message;
                        world.between("between writing and claiming");
                        return store.offer(cell);
                    }
                },
                Queues.mpsc(2).properties());
    }

    private static void run(World world, Maker maker) {
        boolean alone = world.oracle().choose(2, "senders") == 0;
        int senders = alone ? 1 : SENDERS;
        Channel<int[]> channel = maker.make(world, alone);
        Tally tally = new Tally(senders);
        for (int name = 0; name < senders; name++) {
            boolean early = world.oracle().rarely(16, "a sender closes for all");
            world.reactors()
                    .get(name % 3)
                    .spawn("sender-" + name, new Sending(world, channel.tx(), name, early, tally));
        }
        long leaves = world.oracle().rarely(4, "the receiver leaves")
                ? world.oracle().choose(MESSAGES, "messages before it leaves")
                : Long.MAX_VALUE;
        world.reactors()
                .get(world.oracle().choose(3, "where"))
                .spawn("receiver", channel.rx().take(leaves).forEach(tally::read));
        world.atEnd(() -> tally.check(channel.account(), channel.properties().overflow() == Overflow.PARK));
    }

    /** Lanes that open when their senders start, or levels; linked on to a further channel. */
    private static void runTogether(World world) {
        Tally tally = new Tally(SENDERS);
        boolean asLanes = world.oracle().choose(2, "form") == 0;
        int capacity = 1 + world.oracle().choose(3, "capacity");
        Lanes<int[]> lanes = Queues.sub(capacity, SENDERS);
        Levels<int[]> levels = Levels.create(Driver.MPSC, SENDERS, capacity, 2);
        for (int name = 0; name < SENDERS; name++) {
            Sender<int[]> tx = asLanes ? lanes.open() : levels.tx(name);
            world.reactors().get(name).spawn("sender-" + name, new Sending(world, tx, name, true, tally));
        }
        if (asLanes) {
            world.later(lanes::close);
        }
        Receiver<int[]> rx = asLanes ? lanes.rx() : levels.rx();
        Channel<int[]> last = Queues.spsc(1 + world.oracle().choose(3, "capacity behind"));
        world.reactors().get(world.oracle().choose(3, "where")).spawn("link", Queues.link(rx, last.tx()));
        world.reactors()
                .get(world.oracle().choose(3, "where"))
                .spawn("receiver", last.rx().forEach(tally::read));
        world.atEnd(() -> {
            Account account = asLanes ? lanes.account() : levels.account();
            tally.check(account, true);
            assertEquals(account.consumed(), last.account().consumed());
        });
    }

    /** What the senders were told and what the receiver saw; all on one thread. */
    private static final class Tally {
        private final int[] last;
        private int left;
        private long accepted;
        private long dropped;
        private long read;

        Tally(int senders) {
            this.left = senders;
            this.last = new int[senders];
        }

        void told(Sent answer) {
            if (answer == Sent.ACCEPTED) {
                accepted++;
            } else if (answer == Sent.DROPPED) {
                dropped++;
            }
        }

        void read(int[] message) {
            assertTrue(message[1] > last[message[0]], "order of one sender");
            last[message[0]] = message[1];
            read++;
        }

        void check(Account account, boolean exact) {
            assertEquals(accepted + dropped, account.published());
            assertEquals(read, account.consumed());
            assertEquals(accepted + dropped - read, account.dropped() + account.resident());
            assertEquals(0, account.resident());
            if (exact) {
                assertEquals(0, dropped);
            }
        }
    }

    /** Offers, appends and sends in turns as the oracle says, and waits where there is no room. */
    private static final class Sending implements Future<Integer> {
        private final World world;
        private final Sender<int[]> tx;
        private final int name;
        private final boolean closes;
        private final Tally tally;
        private int sent;
        private Future<Sent> sending;
        private boolean over;

        Sending(World world, Sender<int[]> tx, int name, boolean closes, Tally tally) {
            this.world = world;
            this.tx = tx;
            this.name = name;
            this.closes = closes;
            this.tally = tally;
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            while (!over && sent < MESSAGES) {
                if (!step(cx)) {
                    return Polled.PENDING;
                }
            }
            if (!over) {
                over = true;
                tx.flush();
                if (--tally.left == 0 || closes) {
                    tx.close();
                }
            }
            return Polled.READY;
        }

        /** One message further; false when it waits. */
        private boolean step(Context cx) throws Exception {
            Sent answer;
            if (sending == null && world.oracle().choose(3, "how to send") == 0) {
                sending = tx.send(message());
            }
            if (sending != null) {
                if (sending.poll(cx) == Polled.PENDING) {
                    return false;
                }
                answer = sending.head();
                sending.tail();
                sending = null;
            } else {
                answer = world.oracle().choose(2, "how to send") == 0 ? tx.offer(message()) : tx.append(message());
            }
            if (answer == Sent.FULL) {
                return tx.poll(cx) != Polled.PENDING;
            }
            tally.told(answer);
            if (answer == Sent.CLOSED) {
                over = true;
            }
            sent++;
            return true;
        }

        private int[] message() {
            return new int[] {name, sent + 1};
        }

        @Override
        public Integer head() {
            return sent;
        }

        @Override
        public Stream<Integer> tail() {
            return Future.failed(new IllegalStateException("polled again"));
        }

        @Override
        public void close() {
            over = true;
        }

        @Override
        public String toString() {
            return "sender of " + sent + " to " + tx;
        }
    }
}
