package dev.enso.queues;

import dev.enso.channel.Account;
import dev.enso.channel.EvictedException;
import dev.enso.channel.Subscriber;
import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a ring: how it waits, ends, and shows what it has in {@link Hand hand}. How it splits and merges stands at
 * {@link Halves}.
 */
final class RingSubscriber<T> implements Subscriber<T> {
    /** Looks at a slot that a writer has claimed and not yet filled, before this poll gives way. */
    private static final int SPINS = 32;

    private final Hand<T> hand;
    private final Ring<T> ring;
    private final WakerCell cell = new WakerCell();
    /** Woken by the writers; a follower is not before its stages are gone. */
    private boolean listens;
    /** Closed, ended or moved. Written under the ring's lock; others may close it. */
    private volatile boolean gone;

    RingSubscriber(Hand<T> hand) {
        this.hand = hand;
        this.ring = hand.ring;
        hand.stages.follow(cell);
        if (!hand.stages.any()) {
            listen();
        }
    }

    private void listen() {
        listens = true;
        ring.addReader(cell);
        VarHandle.fullFence();
    }

    Ring<T> ring() {
        return ring;
    }

    Family family() {
        return hand.stand().family;
    }

    // As a stream

    @Override
    public Polled poll(Context cx) {
        if (gone) {
            return Polled.ENDED;
        }
        if (!hand.isEmpty() || hand.takeKnown()) {
            return Polled.READY;
        }
        return switch (take(cx)) {
            case MESSAGE -> Polled.READY;
            case NO_BUDGET -> Polled.PENDING;
            case NOTHING, LOST -> waits(cx);
        };
    }

    @Override
    public Polled look() {
        if (gone) {
            return Polled.ENDED;
        }
        if (!hand.isEmpty()) {
            return Polled.READY;
        }
        boolean closed = ring.isClosed(); // before the look: what was published before the close is seen by it
        if (take(null) == Hand.Found.MESSAGE) {
            return Polled.READY;
        }
        hand.announceRest();
        if (closed && hand.next() >= ring.publishedEver()) {
            close();
            return Polled.ENDED;
        }
        return Polled.PENDING;
    }

    private Hand.Found take(@Nullable Context cx) {
        return unlessEvicted(hand.take(1, cx));
    }

    /** Who has left has lost its place, too. */
    private Hand.Found unlessEvicted(Hand.Found found) {
        if (found == Hand.Found.LOST && !gone) {
            Place place = hand.stand().place;
            throw new EvictedException(place.name, place.position(), ring.publishedEver());
        }
        return found;
    }

    private Polled waits(Context cx) {
        cell.await(cx.waker());
        hand.announceEmpty();
        if (!listens && hand.stages.passed() == Place.FREE) {
            listen();
        }
        boolean closed = ring.isClosed(); // before the last look
        for (int look = 0; look < SPINS && !gone; look++) {
            Hand.Found found = take(cx);
            if (found == Hand.Found.MESSAGE || found == Hand.Found.NO_BUDGET) {
                cell.stayAwake();
                return found == Hand.Found.MESSAGE ? Polled.READY : Polled.PENDING;
            }
            long next = hand.next();
            if (next >= ring.publishedEver()) {
                if (!closed) {
                    return Polled.PENDING;
                }
                close();
                return Polled.ENDED;
            }
            if (hand.stages.any() && hand.isPublished(next)) {
                return Polled.PENDING; // a stage has still to release it
            }
            Thread.onSpinWait();
        }
        // A writer stands between claiming its slot and filling it, and may have looked at who waits already.
        cell.stayAwake();
        cx.waker().wake();
        return Polled.PENDING;
    }

    @Override
    public T head() {
        requireHead("head");
        return hand.get(0);
    }

    @Override
    public Stream<T> tail() {
        requireHead("tail");
        hand.release(1);
        return this;
    }

    private void requireHead(String call) {
        if (hand.isEmpty() || gone) {
            throw new IllegalStateException(
                    call + " without a head: it is legal only after a poll that answered READY, until tail or close");
        }
    }

    @Override
    public boolean inPlace() {
        return ring.isInPlace();
    }

    // Several at once

    @Override
    public int claim(int most) {
        if (gone) {
            return 0;
        }
        unlessEvicted(hand.extend(most));
        return hand.size();
    }

    /** Doesn't ask whether somebody else has closed it: so much can be said about a claim only when it is made. */
    @Override
    public T at(int index) {
        return hand.get(Objects.checkIndex(index, hand.size()));
    }

    @Override
    public void commit(int count) {
        Objects.checkFromToIndex(0, count, gone ? 0 : hand.size());
        if (count > 0) {
            hand.release(count);
        }
    }

    // The life of the cursor

    @Override
    public Subscriber<T> splitByShare() {
        requireOpen("splitByShare");
        return new RingSubscriber<>(Halves.byShare(hand));
    }

    @Override
    public Subscriber<T> splitOverlapped() {
        requireOpen("splitOverlapped");
        return new RingSubscriber<>(Halves.overlapped(hand));
    }

    @Override
    public Subscriber<T> splitByKey(ToLongFunction<? super T> key, long from) {
        requireOpen("splitByKey");
        return new RingSubscriber<>(Halves.byKey(hand, key, from));
    }

    @Override
    public void merge(Subscriber<T> other) {
        if (!(other instanceof RingSubscriber<T> half)
                || half == this
                || half.ring != ring
                || half.family() != family()) {
            throw new IllegalArgumentException("merge: " + other + " is no half of the same split as " + this);
        }
        requireOpen("merge");
        half.requireOpen("merge");
        Halves.requireMergeable(hand, half.hand);
        half.retire();
        Halves.merge(hand, half.hand);
    }

    @Override
    public Subscriber<T> migrate() {
        requireOpen("migrate");
        Hand<T> moved = hand.handOn();
        RingSubscriber<T> there = new RingSubscriber<>(moved);
        retire();
        return there;
    }

    @Override
    public void close() {
        if (retire()) {
            ring.leave(hand.stand());
        }
    }

    /** Sees and hears nothing any more; false when it does so already. */
    private boolean retire() {
        synchronized (ring) {
            if (gone) {
                return false;
            }
            gone = true;
        }
        ring.removeReader(cell);
        hand.stages.unfollow(cell);
        cell.leave();
        return true;
    }

    private void requireOpen(String call) {
        if (gone) {
            throw new IllegalStateException(call + ": " + this + " has ended, or was closed, merged or handed on");
        }
    }

    // What others may ask

    @Override
    public long position() {
        return hand.position();
    }

    @Override
    public long lag() {
        return gone ? 0 : Math.max(0, ring.publishedEver() - position());
    }

    @Override
    public Account account() {
        return hand.stand().place;
    }

    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, lag());
    }

    @Override
    public String toString() {
        return hand.toString();
    }
}
