package dev.enso.examples.kv;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The whole server but its sockets and threads: shards joined by bounded lanes whose deliveries are drawn by lot, first in
 * first out on each lane, in both directions.
 */
final class InMemoryServer {
    static final Limits LIMITS = Limits.forHeap(64L << 20);

    final List<ManualAlarms> alarms = new ArrayList<>();
    final List<Shard> shards = new ArrayList<>();
    final List<Session> sessions = new ArrayList<>();
    private final List<CallPool> pools = new ArrayList<>();
    private final List<ArrayDeque<Leg>> lanes = new ArrayList<>();
    private final CommandTable table = new CommandTable();
    private final SplittableRandom random;
    private final int laneCapacity;
    private long now;

    InMemoryServer(int shardCount, long seed) {
        this(shardCount, seed, 4, LIMITS, Long.MAX_VALUE);
    }

    InMemoryServer(int shardCount, long seed, int laneCapacity, Limits limits, long maxMemory) {
        this(shardCount, seed, laneCapacity, limits, maxMemory, 1_700_000_000_000L);
    }

    InMemoryServer(int shardCount, long seed, int laneCapacity, Limits limits, long maxMemory, long epochMillis) {
        this.random = new SplittableRandom(seed);
        this.laneCapacity = laneCapacity;
        Settings settings = new Settings(limits, seed, maxMemory, HeapRegions.NONE, "127.0.0.1", 6379, 42);
        for (int i = 0; i < shardCount; i++) {
            ManualAlarms clock = new ManualAlarms();
            alarms.add(clock);
            shards.add(new Shard(i, shardCount, settings, clock, epochMillis * 1_000_000, random.split()));
            pools.add(new CallPool());
        }
        for (int i = 0; i < 2 * shardCount * shardCount; i++) {
            lanes.add(new ArrayDeque<>());
        }
        advanceMillis(0);
    }

    /** A connection that lives on a shard. */
    Session connect(int shard) {
        Session session = new Session(
                sessions.size() + 1L,
                "127.0.0.1:" + (40_000 + sessions.size()),
                shards.get(shard),
                new Lanes(shard),
                pools.get(shard),
                table,
                () -> {});
        sessions.add(session);
        return session;
    }

    private final class Lanes implements Router {
        private final int from;

        Lanes(int from) {
            this.from = from;
        }

        @Override
        public int shards() {
            return shards.size();
        }

        @Override
        public Shard shard(int index) {
            return shards.get(index);
        }

        @Override
        public Polled poll(int shard, Context cx) {
            throw new UnsupportedOperationException("the test retries by hand");
        }

        @Override
        public boolean offer(Leg leg) {
            ArrayDeque<Leg> out = lane(from, leg.shard(), 0);
            if (out.size() == laneCapacity) {
                return false;
            }
            out.add(leg);
            return true;
        }
    }

    private ArrayDeque<Leg> lane(int from, int to, int direction) {
        return lanes.get((from * shards.size() + to) * 2 + direction);
    }

    /** Delivers one leg, or brings one back; false when none is under way. */
    boolean step() {
        int start = random.nextInt(lanes.size());
        for (int i = 0; i < lanes.size(); i++) {
            int index = (start + i) % lanes.size();
            Leg leg = lanes.get(index).poll();
            if (leg == null) {
                continue;
            }
            arrive(index, leg);
            return true;
        }
        return false;
    }

    /** Delivers until nothing is under way, in a fixed order and without garbage. */
    void deliverAll() {
        boolean more = true;
        while (more) {
            more = false;
            for (int i = 0; i < lanes.size(); i++) {
                for (Leg leg = lanes.get(i).poll();
                        leg != null;
                        leg = lanes.get(i).poll()) {
                    more = true;
                    arrive(i, leg);
                }
            }
        }
    }

    private void arrive(int lane, Leg leg) {
        if (lane % 2 == 0) {
            leg.visit(shards.get(leg.shard()));
            lanes.get(lane + 1).add(leg);
        } else {
            leg.returned();
        }
    }

    /** Delivers until nothing is under way and nothing can go on. */
    void settle() {
        boolean more = true;
        while (more) {
            more = step();
            for (Session session : sessions) {
                session.run();
            }
        }
    }

    /** Sends bytes, lets everything come to rest, and answers what came back to this connection. */
    byte[] exchange(Session session, byte[] input) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        session.receive(ByteBuffer.wrap(input));
        do {
            settle();
            output.writeBytes(take(session));
            session.run();
        } while (!session.out().isEmpty() || underWay());
        return output.toByteArray();
    }

    String exchange(Session session, String input) {
        return text(exchange(session, input.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Takes what waits for the client. */
    static byte[] take(Session session) {
        byte[] bytes = session.out().toArray();
        session.out().clear();
        return bytes;
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private boolean underWay() {
        return lanes.stream().anyMatch(lane -> !lane.isEmpty());
    }

    /** Moves all clocks on; fires no timers. */
    void advanceMillis(long millis) {
        now += millis * 1_000_000;
        shards.forEach(shard -> shard.keys().advance(now));
    }

    void fireTimers() {
        alarms.forEach(a -> a.fire(now));
    }

    /** A command as clients send it. */
    static byte[] command(Object... parts) {
        ReplyBuffer buffer = new ReplyBuffer();
        buffer.array(parts.length);
        for (Object part : parts) {
            byte[] bytes = part instanceof byte[] b ? b : part.toString().getBytes(StandardCharsets.ISO_8859_1);
            buffer.bulk(bytes, 0, bytes.length);
        }
        return buffer.toArray();
    }
}
