package dev.enso.queues;

import dev.enso.channel.Backend;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Order;
import dev.enso.channel.Overflow;
import dev.enso.channel.Progress;
import dev.enso.channel.Properties;
import dev.enso.channel.Publisher;
import dev.enso.channel.Sender;
import dev.enso.core.Future;
import dev.enso.core.Stream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Function;

/**
 * The queues of the house: one backend each, chosen by an argument.
 *
 * <table>
 *   <caption>What they do with memory</caption>
 *   <tr><th>backend</th><th>store</th><th>memory</th><th>take it when</th></tr>
 *   <tr><td>{@link #VEC}</td><td>one array</td><td>all of it at once, for ever</td><td>you know the bound, and it is
 *       small enough to pay for; under SPMC the array is read by cursors, as the ring's is</td></tr>
 *   <tr><td>{@link #VEC_DEQUE}</td><td>an array that doubles</td><td>grows to the largest backlog seen, up to the bound,
 *       and stays</td><td>the bound is generous and the usual backlog is not</td></tr>
 *   <tr><td>{@link #LINK}</td><td>linked chunks</td><td>follows the backlog up and down</td><td>bursts are rare and
 *       large</td></tr>
 *   <tr><td>{@link #PIPES}</td><td>a ring of bytes</td><td>all of it at once, for ever</td><td>messages are bytes</td></tr>
 *   <tr><td>{@link #TURBINE}</td><td>a ring with cursors</td><td>all of it at once, for ever</td><td>several are to see each
 *       message, or it is written in place</td></tr>
 * </table>
 *
 * All of them are bounded, and exactly: a channel of capacity n holds n messages, the head that the receiver looks at
 * included, and the next offer is answered FULL. Only {@link Overflow#DROP_OLDEST} makes two of a capacity of 1. All but PIPES
 * carry references; nothing is copied.
 */
public enum Queues implements Backend {
    /** A bounded array. No allocation after creation. */
    VEC {
        @Override
        <T> Store<T> sole(int capacity) {
            return new SpscArray<>(capacity);
        }

        @Override
        <T> Store<T> many(int capacity) {
            return new MpscArray<>(capacity);
        }

        @Override
        public <T> Publisher<T> pub(int capacity) {
            return RING.pub(name(), capacity);
        }

        @Override
        <T> Channel<T> shown(int capacity, Overflow overflow) {
            return RING.create(name(), Driver.SPMC, capacity, overflow);
        }
    },

    /** An array that doubles when it is full, up to the capacity. No allocation once it has grown. */
    VEC_DEQUE {
        @Override
        <T> Store<T> sole(int capacity) {
            return GrowingArray.doubling(SMALLEST_GROWING / 2, capacity);
        }

        @Override
        <T> Store<T> many(int capacity) {
            return BoundedChunks.create(SMALLEST_GROWING / 2, capacity, BoundedChunks.Growth.DOUBLING);
        }
    },

    /** Linked chunks: one is reused while the backlog fits into it, more are linked and dropped as needed. */
    LINK {
        @Override
        <T> Store<T> sole(int capacity) {
            return GrowingArray.linked(chunk(capacity), capacity);
        }

        @Override
        <T> Store<T> many(int capacity) {
            return BoundedChunks.create(chunk(capacity), capacity, BoundedChunks.Growth.CHUNKS);
        }
    },

    /**
     * A ring of bytes. The messages are {@link ByteBuffer}s of up to {@value #LONGEST_RECORD} bytes, copied in and shown in
     * place; {@link Pipe} has records of other lengths, writes them in place, and carries messages of other types.
     */
    PIPES {
        @Override
        <T> Store<T> sole(int capacity) {
            return cells(capacity, Driver.SPSC);
        }

        @Override
        <T> Store<T> many(int capacity) {
            return cells(capacity, Driver.MPSC);
        }

        @SuppressWarnings("unchecked")
        private <T> Store<T> cells(int capacity, Driver driver) {
            return (Store<T>) PipeRing.ofCells(capacity, LONGEST_RECORD, driver == Driver.MPSC);
        }
    };

    private static final Turbine RING = Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT);

    /**
     * The ring, best at the highest throughput: cursors under every driver. {@link Turbine} has more of it, and makes rings
     * that are best at the lowest latency.
     */
    public static final Backend TURBINE = RING;

    /** The longest record of {@link #PIPES}, in bytes. */
    public static final int LONGEST_RECORD = 256;

    /** The largest capacity: 2<sup>30</sup> messages. */
    public static final int MAX_CAPACITY = 1 << 30;

    private static final int SMALLEST_GROWING = 16;
    private static final int SMALLEST_CHUNK = 16;
    private static final int LARGEST_CHUNK = 1024;

    /** A channel of one sender and one receiver over {@link #VEC}. */
    public static <T> Channel<T> spsc(int capacity) {
        return VEC.create(Driver.SPSC, capacity);
    }

    /** A channel of many senders and one receiver over {@link #VEC}. */
    public static <T> Channel<T> mpsc(int capacity) {
        return VEC.create(Driver.MPSC, capacity);
    }

    /** A channel over any backend, also one that is not of this house. */
    public static <T> Channel<T> create(Backend backend, Driver driver, int capacity) {
        return backend.create(driver, capacity);
    }

    /**
     * A channel that holds one message a key, the latest ({@link Overflow#CONFLATE}), over an array. A message keeps the
     * place in the queue of the one it replaces; what the receiver is looking at is not replaced.
     *
     * @param capacity the most keys that are resident at once; a message of one more is answered FULL, and its sender may
     *     wait
     * @param key tells a message's key, and always the same; called by senders, under a lock, so it should be quick. A key
     *     has {@code equals} and {@code hashCode}, and is not null
     */
    public static <T> Channel<T> conflating(Driver driver, int capacity, Function<? super T, ?> key) {
        Objects.requireNonNull(key, "key");
        check(capacity);
        if (driver == Driver.SPMC) {
            throw new IllegalArgumentException(
                    "SPMC can't conflate: a message that one subscriber has still to see may be"
                            + " before another. Take a conflating SPSC channel for each receiver");
        }
        return VEC.channel(driver, LatestArray.conflating(capacity, key), Progress.BLOCKING, Overflow.CONFLATE);
    }

    /**
     * Many senders without contention, one lane each: {@link Lanes}.
     *
     * @param capacity of each lane
     * @param most how many lanes may be open at once
     */
    public static <T> Lanes<T> sub(int capacity, int most) {
        return Lanes.create(capacity, most);
    }

    /** The same with lanes that do something else than wait when they are full. */
    public static <T> Lanes<T> sub(int capacity, int most, Overflow overflow) {
        return Lanes.create(VEC, capacity, most, overflow);
    }

    /**
     * Joins a reader to a writer: carries every message of the stream to the sender, and waits where the sender's channel is
     * full, so that back-pressure passes through. Nothing happens before the future is polled; it belongs to one task.
     *
     * <p>The end passes through as well, in both directions: when the stream ends, the sender is closed, and when the
     * sender's channel is closed, the stream is, at the next message. Of a channel with many senders that closes it for all;
     * {@link Lanes#open} has senders that end alone. Closing the future before closes both.
     *
     * @return how many messages were accepted, once either side has ended
     * @throws IllegalStateException when the stream shows its messages in place and the sender would keep them
     */
    public static <T> Future<Long> link(Stream<? extends T> from, Sender<T> to) {
        boolean copies = to instanceof QueueSender<T> sender && sender.copies();
        if (from.inPlace() && !copies) {
            throw new IllegalStateException(
                    "a link keeps messages, and " + from.getClass().getSimpleName()
                            + " shows them in slots that are reused: put copy(fn) before link");
        }
        return new LinkFuture<>(Objects.requireNonNull(from, "from"), Objects.requireNonNull(to, "to"));
    }

    /**
     * A channel over {@link #VEC} as a queue of the JDK's, for code that wants one. It does not block. {@code offer} and
     * {@code add} are the senders', the rest the receiver's; nothing can be removed but the head. Instead of the halves, or
     * beside them on the same threads.
     *
     * @throws IllegalArgumentException when the channel is of another backend, or drops what it holds
     */
    public static <T> Queue<T> view(Channel<T> channel) {
        Properties properties = channel.properties();
        boolean keeps = properties.overflow() != Overflow.DROP_OLDEST && properties.overflow() != Overflow.CONFLATE;
        if (!(channel.account() instanceof Shared) || !properties.backend().equals(VEC.name()) || !keeps) {
            throw new IllegalArgumentException(
                    "only a channel over VEC that keeps what it holds can be viewed: " + properties);
        }
        return new QueueView<>(channel);
    }

    @Override
    public <T> Channel<T> create(Driver driver, int capacity) {
        return create(driver, capacity, Overflow.PARK);
    }

    /**
     * {@inheritDoc}
     *
     * @param overflow {@link Overflow#DROP_OLDEST} is served by {@link #VEC} alone, and keeps the latest message also where the
     *     capacity is 1 and the receiver looks at the one before, so that two are resident; {@link Overflow#CONFLATE} needs
     *     a key and is made by {@link #conflating}
     */
    @Override
    public <T> Channel<T> create(Driver driver, int capacity, Overflow overflow) {
        check(capacity);
        if (driver == Driver.SPMC) {
            return shown(capacity, overflow);
        }
        return switch (overflow) {
            case PARK, REFUSE, DROP_NEWEST -> plain(driver, capacity, overflow);
            case DROP_OLDEST -> {
                if (this != VEC) {
                    throw new IllegalArgumentException(
                            this + " can't drop the oldest, which its senders don't reach. Take VEC");
                }
                yield channel(driver, LatestArray.droppingOldest(capacity), Progress.BLOCKING, overflow);
            }
            case CONFLATE ->
                throw new IllegalArgumentException(
                        "to conflate takes a key: Queues.conflating(driver, capacity, message -> message.key())");
        };
    }

    private <T> Channel<T> plain(Driver driver, int capacity, Overflow overflow) {
        if (driver == Driver.SPSC) {
            return channel(driver, sole(capacity), Progress.WAIT_FREE, overflow);
        }
        return channel(
                driver,
                many(capacity),
                this == VEC || this == PIPES ? Progress.LOCK_FREE : Progress.BLOCKING,
                overflow);
    }

    private <T> Channel<T> channel(Driver driver, Store<T> store, Progress progress, Overflow overflow) {
        return Shared.channel(store, new Properties(name(), driver, store.bound(), Order.FIFO, progress, overflow));
    }

    static void check(int capacity) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "a queue holds 1 to " + MAX_CAPACITY + " messages: capacity=" + capacity);
        }
    }

    /** A channel that shows every message to every receiver. */
    <T> Channel<T> shown(int capacity, Overflow overflow) {
        throw new IllegalArgumentException(
                this + " can't serve SPMC: it hands each message to one receiver, and SPMC shows"
                        + " every message to every receiver. Take TURBINE or VEC, which have cursors, or one SPSC channel a receiver");
    }

    /** The store for one sender. */
    abstract <T> Store<T> sole(int capacity);

    /** The store for many senders. */
    abstract <T> Store<T> many(int capacity);

    /** An eighth of the capacity, between the smallest and the largest chunk. */
    private static int chunk(int capacity) {
        return Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, Integer.highestOneBit(capacity) / 8));
    }
}
