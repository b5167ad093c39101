package dev.enso.queues;

import dev.enso.channel.Account;
import dev.enso.channel.Backend;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Order;
import dev.enso.channel.Overflow;
import dev.enso.channel.Progress;
import dev.enso.channel.Properties;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sender;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Records of bytes, of any length up to half of the pipe, each in one piece: the backend PIPES. A record is written where
 * it is read: a {@link PipeWriter} claims room in the pipe, and the receiver shows the record in place.
 *
 * <p>The {@link #tx sending half} copies what it is offered, from the buffer's position to its limit, and leaves those
 * alone. The {@link #rx receiving half} shows each record as a buffer whose position and limit are the record's bounds; it
 * is one buffer all the time, valid until {@code tail}, and its byte order is the reader's business.
 *
 * <p>Needs no JVM flag, on the heap or off it.
 */
public final class Pipe {
    /** The shortest pipe, in bytes. */
    public static final int MIN_BYTES = 2 * PipeRing.UNIT;

    /** The longest pipe, in bytes: 2<sup>30</sup>. */
    public static final int MAX_BYTES = PipeRing.LARGEST;

    private final PipeRing ring;
    private final Shared<ByteBuffer> shared;
    private final Channel<ByteBuffer> channel;

    private Pipe(PipeRing ring, Driver driver) {
        this.ring = ring;
        this.channel = channel(ring, driver, Overflow.PARK);
        this.shared = Shared.of(channel);
    }

    /**
     * A pipe on the heap.
     *
     * @param driver SPSC or MPSC
     * @param bytes how much it holds, from {@link #MIN_BYTES} to {@link #MAX_BYTES}; rounded up to a power of two. A record
     *     takes its length rounded up to 32 bytes
     * @throws IllegalArgumentException when that is out of range, or the driver SPMC
     */
    public static Pipe onHeap(Driver driver, int bytes) {
        return new Pipe(PipeRing.ofBytes(ByteBuffer.allocate(checked(driver, bytes)), driver == Driver.MPSC), driver);
    }

    /** A pipe in direct memory, with the same arguments. */
    public static Pipe direct(Driver driver, int bytes) {
        return new Pipe(
                PipeRing.ofBytes(ByteBuffer.allocateDirect(checked(driver, bytes)), driver == Driver.MPSC), driver);
    }

    private static int checked(Driver driver, int bytes) {
        refuseBroadcast(driver);
        if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a pipe has " + MIN_BYTES + " to " + MAX_BYTES + " bytes: bytes=" + bytes);
        }
        return SpscArray.powerOfTwo(bytes);
    }

    private static void refuseBroadcast(Driver driver) {
        if (driver == Driver.SPMC) {
            throw new IllegalArgumentException(
                    "PIPES can't serve SPMC: it hands each record to one receiver, and SPMC"
                            + " shows every message to every receiver. Take one SPSC pipe a receiver, and send to each of them");
        }
    }

    /**
     * Channels of messages that are kept as bytes: a backend like the others, whose capacity is a number of messages. Each
     * has a cell for a record of the longest length, so a channel takes capacity times that, both rounded up to powers of
     * two.
     *
     * @param longest the longest record in bytes, at least 1
     */
    public static <M> Backend carrying(Codec<M> codec, int longest) {
        return new PipeBackend(codec, longest);
    }

    static <T> Channel<T> channel(Store<T> store, Driver driver, Overflow overflow) {
        Progress progress = driver == Driver.MPSC ? Progress.LOCK_FREE : Progress.WAIT_FREE;
        return Shared.channel(store, new Properties("PIPES", driver, store.bound(), Order.FIFO, progress, overflow));
    }

    /** What a pipe of cells refuses. */
    static void check(Driver driver, Overflow overflow) {
        refuseBroadcast(driver);
        if (overflow == Overflow.DROP_OLDEST || overflow == Overflow.CONFLATE) {
            throw new IllegalArgumentException(
                    "PIPES can't take back what it holds: overflow=" + overflow + ". Take VEC, or Queues.conflating");
        }
    }

    /** The sending half; of an MPSC pipe, for any thread. */
    public Sender<ByteBuffer> tx() {
        return channel.tx();
    }

    /** The receiving half. */
    public Receiver<ByteBuffer> rx() {
        return channel.rx();
    }

    /** What passed, in records. */
    public Account account() {
        return channel.account();
    }

    /** What the pipe promises; the bound is in bytes, and gaps count. */
    public Properties properties() {
        return channel.properties();
    }

    /** The halves. */
    public Channel<ByteBuffer> channel() {
        return channel;
    }

    /** The longest record that can be claimed. */
    public int longestRecord() {
        return ring.longestRecord();
    }

    /**
     * A half that writes records in place; for one thread at a time. Of an SPSC pipe it is used instead of {@link #tx} or in
     * turns with it, by the same thread; of an MPSC pipe every thread has its own.
     */
    public PipeWriter writer() {
        return new PipeWriter(ring, shared);
    }

    /**
     * The sending half as a stream of bytes that never blocks: a write takes what there is room for, which may be nothing.
     * Closing it closes the sending half. For one thread at a time, and the same as {@link #writer}.
     */
    public WritableByteChannel sink() {
        return new PipeSink(writer());
    }

    /**
     * The receiving half as a stream of bytes that never blocks: a read answers 0 when nothing is there, -1 at the end, and
     * knows no bounds of records. Used instead of {@link #rx}; closing it closes the receiving half.
     */
    public ReadableByteChannel source() {
        return new PipeSource(channel.rx());
    }

    @Override
    public String toString() {
        return "Pipe[" + shared + "]";
    }
}
