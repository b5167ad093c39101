package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Account;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Overflow;
import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.simulation.Simulation;
import dev.enso.simulation.SimulationFailure;
import dev.enso.simulation.World;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Queues between the tasks of simulated reactors, under a thousand schedules with faults: receivers that leave halfway,
 * senders that close early, channels that are nearly always full. What was accepted is read or accounted for, one sender's
 * messages keep their order, the latest is read where older ones give way, and nobody waits for ever.
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
    void lanesLevelsAndSelections_loseNothingUnderAnySchedule() {
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
        return switch (world.oracle().choose(6, "overflow")) {
            case 1 -> anyBackend(world, driver, capacity, Overflow.DROP_NEWEST);
            case 2 ->
                Shared.channel(
                        new SimulatedStore<>(LatestArray.<int[]>droppingOldest(capacity), world),
                        Queues.VEC
                                .create(driver, capacity, Overflow.DROP_OLDEST)
                                .properties());
            case 3 ->
                Shared.channel(
                        new SimulatedStore<>(LatestArray.<int[]>conflating(capacity, message -> message[0]), world),
                        Queues.<int[]>conflating(driver, capacity, message -> message[0])
                                .properties());
            default -> anyBackend(world, driver, capacity, Overflow.PARK);
        };
    }

    private static Channel<int[]> anyBackend(World world, Driver driver, int capacity, Overflow overflow) {
        Queues backend = List.of(Queues.VEC, Queues.VEC_DEQUE, Queues.LINK, Queues.PIPES)
                .get(world.oracle().choose(4, "backend"));
        boolean many = driver == Driver.MPSC;
        Store<int[]> store;
        if (backend == Queues.PIPES) {
            store = new CodecStore<>(
                    PipeRing.ofCells(capacity, InterruptedCodec.BYTES, many), new InterruptedCodec(world, many));
        } else {
            store = many ? backend.many(capacity) : backend.sole(capacity);
        }
        return Shared.channel(
                new SimulatedStore<>(store, world),
                backend.create(driver, capacity, overflow).properties());
    }

    /**
     * Others may be ahead while the bytes of a record are written, and while they are read. Not while one of many senders
     * writes: whoever leaves then waits for it, and here all are one thread.
     */
    private record InterruptedCodec(World world, boolean many) implements Codec<int[]> {
        static final int BYTES = 2 * Integer.BYTES;

        @Override
        public int length(int[] message) {
            return BYTES;
        }

        @Override
        public void encode(int[] message, ByteBuffer into, int offset) {
            into.putInt(offset, message[0]);
            if (!many) {
                world.between("while a record is written");
            }
            into.putInt(offset + Integer.BYTES, message[1]);
        }

        @Override
        public int[] decode(ByteBuffer from, int offset, int length) {
            int name = from.getInt(offset);
            world.between("while a record is read");
            return new int[] {name, from.getInt(offset + Integer.BYTES)};
        }
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
        boolean orderly = true;
        for (int name = 0; name < senders; name++) {
            boolean early = world.oracle().rarely(16, "a sender closes for all");
            orderly &= !early;
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
        Overflow overflow = channel.properties().overflow();
        boolean latest = orderly
                && leaves == Long.MAX_VALUE
                && (overflow == Overflow.CONFLATE || (overflow == Overflow.DROP_OLDEST && alone));
        world.atEnd(() -> {
            tally.check(channel.account(), overflow != Overflow.DROP_NEWEST);
            if (latest) {
                tally.requireLatest();
            }
        });
    }

    private enum Form {
        LANES,
        LEVELS,
        FAIR,
        BY_PRIORITY,
        BY_KEY
    }

    /** Lanes that open when their senders start, levels, or a selection of channels; linked on to a further channel. */
    private static void runTogether(World world) {
        Tally tally = new Tally(SENDERS);
        Form form = Form.values()[world.oracle().choose(Form.values().length, "form")];
        int capacity = 1 + world.oracle().choose(3, "capacity");
        Lanes<int[]> lanes = Queues.sub(capacity, SENDERS);
        Levels<int[]> levels = Levels.create(Driver.MPSC, SENDERS, capacity, 2);
        List<Channel<int[]>> channels = new ArrayList<>();
        for (int name = 0; name < SENDERS; name++) {
            Sender<int[]> tx = switch (form) {
                case LANES -> lanes.open();
                case LEVELS -> levels.tx(name);
                default -> {
                    channels.add(anyBackend(world, Driver.SPSC, capacity, Overflow.PARK));
                    yield channels.get(name).tx();
                }
            };
            world.reactors().get(name).spawn("sender-" + name, new Sending(world, tx, name, true, tally));
        }
        if (form == Form.LANES) {
            world.later(lanes::close);
        }
        Stream<int[]> rx = switch (form) {
            case LANES -> lanes.rx();
            case LEVELS -> levels.rx();
            default -> selected(form, channels);
        };
        Channel<int[]> last = Queues.spsc(1 + world.oracle().choose(3, "capacity behind"));
        world.reactors().get(world.oracle().choose(3, "where")).spawn("link", Queues.link(rx, last.tx()));
        world.reactors()
                .get(world.oracle().choose(3, "where"))
                .spawn("receiver", last.rx().forEach(tally::read));
        world.atEnd(() -> {
            Account account = switch (form) {
                case LANES -> lanes.account();
                case LEVELS -> levels.account();
                default ->
                    new SumOfAccounts(
                            channels.stream().map(channel -> channel.account()).toList());
            };
            tally.check(account, true);
            assertEquals(account.consumed(), last.account().consumed());
        });
    }

    private static Stream<int[]> selected(Form form, List<Channel<int[]>> channels) {
        Selection<int[]> selection =
                Selection.of(channels.stream().map(channel -> channel.rx()).toList());
        return switch (form) {
            case FAIR -> selection.fair();
            case BY_PRIORITY -> selection.byPriority(2);
            default ->
                selection.select(-3).concat(selection.select(1)).concat(selection.select(5)); // one after another
        };
    }

    /** What the senders were told and what the receiver saw; all on one thread. */
    private static final class Tally {
        private final int[] last;
        private final int[] latest;
        private int left;
        private long accepted;
        private long dropped;
        private long read;

        Tally(int senders) {
            this.left = senders;
            this.last = new int[senders];
            this.latest = new int[senders];
        }

        void told(int name, int message, Sent answer) {
            if (answer == Sent.ACCEPTED) {
                accepted++;
                latest[name] = message;
            } else if (answer == Sent.DROPPED) {
                dropped++;
            }
        }

        void read(int[] message) {
            assertTrue(message[1] > last[message[0]], "order of one sender");
            last[message[0]] = message[1];
            read++;
        }

        /** Whatever gave way, each sender's latest did not. */
        void requireLatest() {
            assertArrayEquals(latest, last);
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
            tally.told(name, sent + 1, answer);
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
