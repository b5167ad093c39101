package dev.enso.queues;

import dev.enso.channel.Lag;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Polled;
import dev.enso.core.Waker;
import dev.enso.ring.Slots;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What writers and subscribers of a ring have in common: the slots, the gate, who waits, and how it ends.
 *
 * <p><b>The end.</b> After the writers closed, each subscriber reads on to the last message and leaves. When the last is gone
 * from a closed ring, its references are forgotten. A writer that found it open and publishes late looks once more after a
 * full fence, and does the same: whoever comes second clears.
 */
final class Ring<T> implements Awaited {
    /** What becomes of a ring when its last subscriber leaves. */
    enum Alone {
        /** It keeps what comes from then on for the next. */
        KEEPS,
        /** It closes: its writers are told, as by any receiver. */
        CLOSES
    }

    private static final WakerCell[] NONE = {};
    private static final int LARGEST_STRIDE = 64;
    private static final VarHandle REFUSED;

    static {
        try {
            REFUSED = MethodHandles.lookup().findVarHandle(Ring.class, "refused", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Slots<T> slots;
    final int capacity;
    /** How many messages a subscriber releases before it announces room. */
    final int stride;

    final Gate gate;
    /** The end of what is written; with many writers, of what is claimed by them. */
    final Cursor written = new Cursor();

    final WaitingSenders senders = new WaitingSenders(WaitingSenders.MOST_BY_HAND);
    private final Alone alone;
    private final boolean inPlace;
    private volatile WakerCell[] readers = NONE;
    private volatile boolean closed;
    private volatile long refused;
    private int names;

    /**
     * @param slots as many as the capacity, or more
     * @param factory fills the slots for good; null when messages come from the senders
     */
    Ring(Slots<T> slots, int capacity, @Nullable Supplier<? extends T> factory, Alone alone) {
        this.slots = slots;
        this.capacity = capacity;
        this.stride = Math.min(LARGEST_STRIDE, Math.max(1, capacity / 16));
        this.gate = new Gate(capacity, stride);
        this.alone = alone;
        this.inPlace = factory != null;
        if (factory != null) {
            for (int i = 0; i < slots.length(); i++) {
                slots.set(i, fresh(factory));
            }
        }
    }

    static <T> T fresh(Supplier<? extends T> factory) {
        T slot = factory.get();
        if (slot == null) {
            throw new NullPointerException("the factory of the slots answered null: " + factory);
        }
        return slot;
    }

    /** Are the slots filled once and for all? */
    boolean isInPlace() {
        return inPlace;
    }

    // Subscribers

    synchronized RingSubscriber<T> subscribe(Subscription how) {
        if (closed) {
            throw new IllegalStateException("the publisher is closed: nobody can subscribe any more");
        }
        Stages stages = new Stages(how.stages().stream().map(this::family).toList());
        names++;
        Place place =
                new Place(how.lag(), how.name().isEmpty() ? "subscriber " + names : how.name(), this::publishedEver);
        long next = written.positionVolatile();
        long start = switch (how.start()) {
            case OLDEST -> gate.oldest();
            case LATEST -> next;
            case SEQUENCE -> how.sequence();
        };
        if (how.start() == Subscription.Start.SEQUENCE && start > next) {
            throw new IllegalArgumentException("message " + start + " is not published yet: the next one is " + next);
        }
        Cursor pin = how.lag() == Lag.GATE ? null : place.addPin();
        if (how.start() == Subscription.Start.SEQUENCE) {
            long joined = gate.joinExactly(place, start, next);
            if (joined != start) {
                throw new IllegalArgumentException("message " + start + " is overwritten: the oldest is " + joined
                        + ", the next one " + written.positionVolatile());
            }
        } else {
            gate.join(place, start);
        }
        Family family = new Family();
        family.add(place);
        return new RingSubscriber<>(new Hand<>(this, new Stand(place, family, pin), stages, family));
    }

    /** A place of its own for a half that is split off. The lock is held, and the other half gates, or both can lag. */
    Stand twin(Stand half, long sequence) {
        names++;
        Place place = new Place(half.place.lag, half.place.name + "/" + names, this::publishedEver);
        Cursor pin = half.place.lag == Lag.GATE ? null : place.addPin();
        gate.join(place, sequence);
        half.family.add(place);
        return new Stand(place, half.family, pin);
    }

    private Family family(Subscriber<?> stage) {
        if (stage instanceof RingSubscriber<?> subscriber && subscriber.ring() == this) {
            return subscriber.family();
        }
        throw new IllegalArgumentException("a stage has to be a subscriber of the same publisher: " + stage);
    }

    synchronized void addReader(WakerCell cell) {
        WakerCell[] more = Arrays.copyOf(readers, readers.length + 1);
        more[more.length - 1] = cell;
        readers = more;
    }

    synchronized void removeReader(WakerCell cell) {
        readers = Arrays.stream(readers).filter(other -> other != cell).toArray(WakerCell[]::new);
    }

    /** A subscriber that stood at this place goes and takes its pin with it, and its place as well if it was the last there. */
    synchronized void leave(Stand stand) {
        Place place = stand.place;
        Cursor pin = stand.pin;
        if (pin != null) {
            long held = pin.positionAcquire();
            place.removePin(pin);
            if (held != Place.FREE) {
                gate.drop(place, held, pin.limit());
            }
        }
        if (place.sharers() == 0) {
            long position = place.depart();
            long next = written.positionVolatile();
            if (position >= 0) {
                gate.departed(place, position, next);
            }
            go(place, stand.family);
        }
        VarHandle.fullFence();
        senders.wakeAll();
        stand.family.wakeFollowers();
        clearIfOver();
    }

    /** Goes and gives nothing up: another place sees what this one had still to see. */
    synchronized void leaveToOther(Stand stand) {
        long position = stand.place.depart();
        if (position >= 0) {
            gate.departedToOther(stand.place, position, written.positionVolatile());
        }
        go(stand.place, stand.family);
        VarHandle.fullFence();
        senders.wakeAll();
        stand.family.wakeFollowers();
    }

    private void go(Place place, Family family) {
        family.remove(place);
        gate.remove(place);
        if (gate.isEmpty() && alone == Alone.CLOSES) {
            closed = true;
        }
    }

    // Writers

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** Ends the stream in order. Any thread. */
    void close() {
        closed = true;
        VarHandle.fullFence();
        ring();
        senders.wakeAll();
        clearIfOver();
    }

    @Override
    public WaitingSenders senders() {
        return senders;
    }

    /** Writer, after publishing and a full fence: wakes the subscribers that wait. */
    @Override
    public void ring() {
        for (WakerCell reader : readers) {
            reader.wakeIfWaiting();
        }
        if (closed) {
            clearIfOver();
        }
    }

    /** Writer: is there room, and who asks? */
    Polled awaitRoom(Waker waker, @Nullable SendFuture<?> future, RingWriter writer) {
        if (closed) {
            return Polled.ENDED;
        }
        if (writer.hasRoom()) {
            return Polled.READY;
        }
        senders.await(future, waker);
        ring(); // for what was appended; the fence has just been passed
        if (closed) {
            senders.wakeAll(); // whoever came after the close
            return Polled.ENDED;
        }
        return writer.hasRoom() ? Polled.READY : Polled.PENDING;
    }

    /** Writer: there is no room, and the message is given up for it. It never gets a sequence. */
    void refuse() {
        REFUSED.getAndAdd(this, 1L);
    }

    private void clearIfOver() {
        if (!inPlace && closed && gate.isEmpty()) {
            slots.clear();
        }
    }

    /** Subscriber, after releasing and a full fence. */
    void announceRoom() {
        if (senders.any()) {
            senders.wake(Math.max(1, capacity - resident()));
        }
    }

    /** Subscriber: it has read everything. */
    void wakeSenders() {
        senders.wakeAll();
    }

    // The account

    /** The sequence behind the last message. */
    long publishedEver() {
        return written.positionVolatile();
    }

    private long floor() {
        return closed && gate.isEmpty() ? publishedEver() : gate.floor();
    }

    private long droppedBelow(long floor) {
        long known = Math.min(floor, gate.floor());
        return gate.droppedBelow(known) + (floor - known); // who came late found nobody
    }

    @Override
    public long published() {
        return publishedEver() + refused;
    }

    @Override
    public long consumed() {
        long floor = floor();
        return floor - droppedBelow(floor);
    }

    @Override
    public long dropped() {
        return droppedBelow(floor()) + refused;
    }

    @Override
    public String toString() {
        return "published " + published() + ", consumed " + consumed() + ", dropped " + dropped() + ", resident "
                + resident() + " of " + capacity + (closed ? ", closed" : "") + ", " + gate;
    }
}
