package dev.enso.queues;

import dev.enso.channel.Backend;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Lag;
import dev.enso.channel.Order;
import dev.enso.channel.Overflow;
import dev.enso.channel.Progress;
import dev.enso.channel.Properties;
import dev.enso.channel.Publisher;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.ring.Slots;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The living ring: slots made once, read in place through cursors that come, go, split and move while messages flow. As a
 * {@link Backend} it carries references like the others; {@link #slots} and {@link #sharedSlots} make rings whose slots are
 * filled and read in place.
 *
 * <p>A ring of references keeps up to its capacity of messages reachable after they were read, until others take their slots
 * or it is closed and left by all.
 */
public final class Turbine implements Backend {
    private final Publishing publishing;

    private Turbine(Publishing publishing) {
        this.publishing = publishing;
    }

    /** Rings that are best at this. */
    public static Turbine bestAt(Publishing publishing) {
        return new Turbine(publishing);
    }

    /** What its rings are best at. */
    public Publishing publishing() {
        return publishing;
    }

    @Override
    public String name() {
        return "TURBINE";
    }

    @Override
    public <T> Publisher<T> pub(int capacity) {
        return pub(name(), capacity);
    }

    /** The same under the name of another backend. */
    <T> Publisher<T> pub(String name, int capacity) {
        Ring<T> ring = ring(capacity, Ring.Alone.KEEPS);
        return new RingPublisher<>(ring, new SoleWriter(ring), properties(name, Driver.SPMC, capacity, Overflow.PARK));
    }

    private static Properties properties(String name, Driver driver, int capacity, Overflow overflow) {
        Progress progress = driver == Driver.SPSC ? Progress.WAIT_FREE : Progress.LOCK_FREE;
        return new Properties(name, driver, capacity, Order.FIFO, progress, overflow);
    }

    @Override
    public <T> Channel<T> create(Driver driver, int capacity) {
        return create(driver, capacity, Overflow.PARK);
    }

    /**
     * {@inheritDoc}
     *
     * @param overflow {@link Overflow#DROP_OLDEST} is said by each subscriber for itself, with {@link Lag#SKIP};
     *     {@link Overflow#CONFLATE} needs a key and is made by {@link Queues#conflating}
     */
    @Override
    public <T> Channel<T> create(Driver driver, int capacity, Overflow overflow) {
        return create(name(), driver, capacity, overflow);
    }

    /** The same under the name of another backend. */
    <T> Channel<T> create(String name, Driver driver, int capacity, Overflow overflow) {
        if (overflow == Overflow.CONFLATE) {
            throw new IllegalArgumentException(
                    "a ring can't conflate: what one subscriber has still to see may be before"
                            + " another. Take Queues.conflating(driver, capacity, message -> message.key())");
        }
        if (overflow == Overflow.DROP_OLDEST) {
            throw new IllegalArgumentException(
                    "a ring drops the oldest for each subscriber apart: take pub(capacity) and"
                            + " subscribe with lag(Lag.SKIP), or VEC under SPSC or MPSC");
        }
        Ring<T> ring = ring(capacity, Ring.Alone.CLOSES);
        RingWriter writer = driver == Driver.MPSC ? new SharedWriter(ring) : new SoleWriter(ring);
        Properties properties = properties(name, driver, capacity, overflow);
        Publisher<T> tx = new RingPublisher<>(ring, writer, properties);
        Subscriber<T> rx = ring.subscribe(Subscription.oldest().named("first"));
        return new Channel<>(tx, rx, ring, properties);
    }

    private <T> Ring<T> ring(int capacity, Ring.Alone alone) {
        return ring(capacity, null, alone);
    }

    private <T> Ring<T> ring(int capacity, @Nullable Supplier<? extends T> factory, Ring.Alone alone) {
        if (capacity < 1 || capacity > Queues.MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "a ring holds 1 to " + Queues.MAX_CAPACITY + " messages: capacity=" + capacity);
        }
        Slots<T> slots = publishing == Publishing.LOWEST_LATENCY ? Slots.padded(capacity) : Slots.packed(capacity);
        return new Ring<>(slots, capacity, factory, alone);
    }

    /**
     * A ring whose slots are made once and filled in place, by one thread at a time.
     *
     * @param capacity the most messages that are resident at once; from 1 to {@link Queues#MAX_CAPACITY}
     * @param factory makes the slots, as many as the capacity rounded up to a power of two
     */
    public <T> SlotPublisher<T> slots(int capacity, Supplier<? extends T> factory) {
        return new SoleFiller<>(this.<T>ring(capacity, factory, Ring.Alone.KEEPS));
    }

    /** The same for many threads, each with a publisher of its own: see {@link SlotPublisher#another}. */
    public <T> SlotPublisher<T> sharedSlots(int capacity, Supplier<? extends T> factory) {
        return new SharedFiller<>(this.<T>ring(capacity, factory, Ring.Alone.KEEPS), factory);
    }

    @Override
    public String toString() {
        return name() + ", best at " + publishing;
    }
}
