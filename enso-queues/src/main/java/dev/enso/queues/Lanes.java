package dev.enso.queues;

import dev.enso.channel.Account;
import dev.enso.channel.Backend;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Order;
import dev.enso.channel.Overflow;
import dev.enso.channel.Properties;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sender;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Many senders and one receiver without contention: each sender has a lane of its own, a channel for one sender, and the
 * receiver takes from those that have something in turns. The other form of SUB beside {@code Queues.mpsc}.
 *
 * <p>What one sender sent arrives in its order; between senders there is no order, whoever sent first.
 *
 * @param <T> the messages
 */
public final class Lanes<T> {
    private final Backend backend;
    private final int capacity;
    private final Overflow overflow;
    private final @Nullable Channel<T>[] lanes;

    /** Lanes that are read to their end: they still count, and their places may be given to others. */
    private final boolean[] over;

    private final SelectStream<T> streams;
    private final Receiver<T> rx;
    private final Sum account = new Sum();
    private final Properties properties;

    // Under the lock, as the arrays are: what passed through lanes whose place was given to others.
    private long published;
    private long consumed;
    private long dropped;
    private boolean sealed;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Lanes(Backend backend, int capacity, int most, Overflow overflow) {
        this.backend = backend;
        this.capacity = capacity;
        this.overflow = overflow;
        this.lanes = new Channel[most];
        this.over = new boolean[most];
        this.streams = new SelectStream<>(most, new Turns.Fair(), this::ended);
        this.rx = new SelectReceiver<>(streams, account, this::seal);
        Properties one = this.lane().properties();
        this.properties = new Properties(
                one.backend(), Driver.MPSC, one.bound() * most, Order.FIFO_PER_SENDER, one.progress(), one.overflow());
    }

    /** Lanes over {@link Queues#VEC}. */
    public static <T> Lanes<T> create(int capacity, int most) {
        return create(Queues.VEC, capacity, most);
    }

    /**
     * Lanes over any backend that serves {@link Driver#SPSC}.
     *
     * @param capacity of each lane
     * @param most how many lanes may be open at once, 1 to 65536
     */
    public static <T> Lanes<T> create(Backend backend, int capacity, int most) {
        return create(backend, capacity, most, Overflow.PARK);
    }

    /**
     * Lanes that do something else than wait when they are full, each for itself.
     *
     * @param overflow what the backend serves; {@link Overflow#DROP_OLDEST} gives up the oldest of the lane that is full
     * @throws IllegalArgumentException when the backend can't serve it, and always for {@link Overflow#CONFLATE}
     */
    public static <T> Lanes<T> create(Backend backend, int capacity, int most, Overflow overflow) {
        Objects.requireNonNull(backend, "backend");
        Objects.requireNonNull(overflow, "overflow");
        if (most < 1 || most > 1 << 16) {
            throw new IllegalArgumentException("lanes number 1 to 65536: most=" + most);
        }
        if (overflow == Overflow.CONFLATE) {
            throw new IllegalArgumentException(
                    "lanes can't conflate: what has the same key may be in the lane of another sender. Take"
                            + " Queues.conflating(Driver.MPSC, capacity, message -> message.key())");
        }
        return new Lanes<>(backend, capacity, most, overflow);
    }

    private Channel<T> lane() {
        return overflow == Overflow.PARK
                ? backend.create(Driver.SPSC, capacity)
                : backend.create(Driver.SPSC, capacity, overflow);
    }

    /**
     * Opens a lane. Any thread. Closing the sender ends the lane, and when its messages are read, its place is free again.
     *
     * @return a sender for one thread at a time; closed already when nobody will receive
     * @throws IllegalStateException when as many are open as may be
     */
    public synchronized Sender<T> open() {
        Channel<T> lane = lane();
        if (sealed) {
            lane.rx().close();
            return lane.tx();
        }
        for (int place = 0; place < lanes.length; place++) {
            if (lanes[place] == null || over[place]) {
                forget(place);
                lanes[place] = lane;
                streams.join(place, lane.rx());
                return lane.tx();
            }
        }
        throw new IllegalStateException(
                "all of " + lanes.length + " lanes are open: close a sender that is done, or create with more");
    }

    /** The receiving half. It ends when {@link #close} was called and all lanes have ended; closing it ends all lanes. */
    public Receiver<T> rx() {
        return rx;
    }

    /** What passed through all lanes, those that have ended included. */
    public Account account() {
        return account;
    }

    /** The bound is that of all lanes together. */
    public Properties properties() {
        return properties;
    }

    /** Opens no more lanes, and closes those that are open: the receiver reads to the end. Idempotent; any thread. */
    public void close() {
        synchronized (this) {
            sealed = true;
            for (Channel<T> lane : lanes) {
                if (lane != null) {
                    lane.tx().close();
                }
            }
        }
        streams.seal();
    }

    private synchronized void seal() {
        sealed = true;
    }

    /** Receiver's thread: the lane there is read to its end, or closed. */
    private synchronized void ended(int place) {
        over[place] = true;
    }

    private void forget(int place) {
        Channel<T> former = lanes[place];
        if (former != null) {
            published += former.account().published();
            consumed += former.account().consumed();
            dropped += former.account().dropped();
        }
        over[place] = false;
    }

    private final class Sum implements Account {
        @Override
        public long published() {
            synchronized (Lanes.this) {
                long sum = published;
                for (Channel<T> lane : lanes) {
                    sum += lane == null ? 0 : lane.account().published();
                }
                return sum;
            }
        }

        @Override
        public long consumed() {
            synchronized (Lanes.this) {
                long sum = consumed;
                for (Channel<T> lane : lanes) {
                    sum += lane == null ? 0 : lane.account().consumed();
                }
                return sum;
            }
        }

        @Override
        public long dropped() {
            synchronized (Lanes.this) {
                long sum = dropped;
                for (Channel<T> lane : lanes) {
                    sum += lane == null ? 0 : lane.account().dropped();
                }
                return sum;
            }
        }

        @Override
        public boolean isClosed() {
            synchronized (Lanes.this) {
                return sealed;
            }
        }

        @Override
        public String toString() {
            return "published " + published() + ", consumed " + consumed() + ", dropped " + dropped() + ", resident "
                    + resident() + " of " + properties.bound() + (isClosed() ? ", closed" : "");
        }
    }

    @Override
    public String toString() {
        return "Lanes[" + account + "]";
    }
}
