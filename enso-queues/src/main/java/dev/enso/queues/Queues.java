package dev.enso.queues;

import dev.enso.channel.Backend;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.QueueProgressIndicators;
import org.jctools.queues.varhandle.SpscGrowableVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscUnboundedVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/**
 * The queues of the house: one backend each, chosen by an argument.
 *
 * <table>
 *   <caption>What they do with memory</caption>
 *   <tr><th>backend</th><th>store</th><th>memory</th><th>take it when</th></tr>
 *   <tr><td>{@link #VEC}</td><td>one array</td><td>all of it at once, for ever</td><td>you know the bound, and it is
 *       small enough to pay for</td></tr>
 *   <tr><td>{@link #VEC_DEQUE}</td><td>an array that doubles</td><td>grows to the largest backlog seen, up to the bound,
 *       and stays</td><td>the bound is generous and the usual backlog is not</td></tr>
 *   <tr><td>{@link #LINK}</td><td>linked chunks</td><td>follows the backlog up and down</td><td>bursts are rare and
 *       large</td></tr>
 * </table>
 *
 * All of them are bounded, and exactly: a channel of capacity n holds n messages, the head that the receiver looks at
 * included, and the next offer is answered FULL. They carry references; nothing is copied.
 */
public enum Queues implements Backend {
    /** A bounded array. No allocation after creation. */
    VEC {
        @Override
        <T> Shared<T> sole(int capacity) {
            return shared(new SpscVarHandleArrayQueue<>(capacity), capacity);
        }

        @Override
        <T> Shared<T> many(int capacity) {
            return shared(new BoundedArray<>(capacity), capacity);
        }
    },

    /** An array that doubles when it is full, up to the capacity. No allocation once it has grown. */
    VEC_DEQUE {
        @Override
        <T> Shared<T> sole(int capacity) {
            int most = Math.max(SMALLEST_GROWING, capacity);
            return shared(new SpscGrowableVarHandleArrayQueue<>(SMALLEST_GROWING / 2, most), capacity);
        }

        @Override
        <T> Shared<T> many(int capacity) {
            return shared(
                    BoundedChunks.create(SMALLEST_GROWING / 2, capacity, BoundedChunks.Growth.DOUBLING), capacity);
        }
    },

    /** Linked chunks: one is reused while the backlog fits into it, more are linked and dropped as needed. */
    LINK {
        @Override
        <T> Shared<T> sole(int capacity) {
            return shared(new SpscUnboundedVarHandleArrayQueue<>(chunk(capacity)), capacity);
        }

        @Override
        <T> Shared<T> many(int capacity) {
            return shared(BoundedChunks.create(chunk(capacity), capacity, BoundedChunks.Growth.CHUNKS), capacity);
        }
    };

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

    /** The same as {@link Backend#create}, for callers that have the backend as an argument: ours or anybody's. */
    public static <T> Channel<T> create(Backend backend, Driver driver, int capacity) {
        return backend.create(driver, capacity);
    }

    @Override
    public <T> Channel<T> create(Driver driver, int capacity) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "a queue holds 1 to " + MAX_CAPACITY + " messages: capacity=" + capacity);
        }
        return switch (driver) {
            case SPSC -> {
                Shared<T> shared = sole(capacity);
                yield new Channel<>(new SoleSender<>(shared), new QueueReceiver<>(shared), shared);
            }
            case MPSC -> {
                Shared<T> shared = many(capacity);
                yield new Channel<>(new SharedSender<>(shared), new QueueReceiver<>(shared), shared);
            }
            case SPMC ->
                throw new IllegalArgumentException(this
                        + " can't serve SPMC: it hands each message to one receiver, and SPMC shows every message to"
                        + " every receiver. Take one SPSC channel a receiver, and send to each of them");
        };
    }

    /** The store for one sender; it must never refuse a message that the capacity admits. */
    abstract <T> Shared<T> sole(int capacity);

    /** The store for many senders; it keeps the bound itself. */
    abstract <T> Shared<T> many(int capacity);

    private static <T, Q extends MessagePassingQueue<T> & QueueProgressIndicators> Shared<T> shared(
            Q store, int capacity) {
        return new Shared<>(store, capacity);
    }

    /** An eighth of the capacity, between the smallest and the largest chunk. */
    private static int chunk(int capacity) {
        return Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, Integer.highestOneBit(capacity) / 8));
    }
}
