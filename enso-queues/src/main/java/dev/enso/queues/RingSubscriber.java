package dev.enso.queues;

import dev.enso.channel.Account;
import dev.enso.channel.EvictedException;
import dev.enso.channel.Lag;
import dev.enso.channel.Subscriber;
import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.ring.Slots;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a ring. What it has claimed lies from {@code first} to {@code end}; everything below {@code known} was found
 * published, and released by the stages before, so it needs no look at the slots. How a reader that is alone differs from one
 * that shares, or can lose, its place stands at {@link Place}.
 */
@SuppressWarnings("unused") // the padding
final class RingSubscriber<T> extends Padding.HandFields implements Subscriber<T> {
    /** Looks at a slot that a writer has claimed and not yet filled, before this poll gives way. */
    private static final int SPINS = 32;

    private enum Found {
        MESSAGE,
        NOTHING,
        NO_BUDGET
    }

    private long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14;

    private final Ring<T> ring;
    private final Slots<T> slots;
    private final Family[] stages;
    /** The same for all who see each message once between them: the halves of splits by share and by key. */
    private final Object audience;

    private final WakerCell cell = new WakerCell();
    private Stand stand;
    private @Nullable Keys<T> keys;
    /** Alone, gating, without keys: nothing stands between a published message and its head. */
    private boolean plain;
    /** The first message that this one, or a half that it has taken in, was to see. */
    private long since;
    /** Woken by the writers; a follower is not before its stages are gone. */
    private boolean listens;
    /** Closed, ended or moved. Written under the ring's lock; others may close it. */
    private volatile boolean gone;

    RingSubscriber(Ring<T> ring, Stand stand, Family[] stages, Object audience) {
        this.ring = ring;
        this.slots = ring.slots;
        this.stages = stages;
        this.audience = audience;
        this.stand = stand;
        standAt(stand, stand.place.position());
        this.since = first;
        for (Family stage : stages) {
            stage.follow(cell);
        }
        if (stages.length == 0) {
            listen();
        }
    }

    private void listen() {
        listens = true;
        ring.addReader(cell);
        VarHandle.fullFence();
    }

    private void standAt(Stand next, long position) {
        stand = next;
        plain = next.pin == null && keys == null;
        first = position;
        end = position;
        known = Math.max(known, position);
        announce = position + ring.stride;
    }

    Ring<T> ring() {
        return ring;
    }

    Family family() {
        return stand.family;
    }

    // As a stream

    @Override
    public Polled poll(Context cx) {
        if (gone) {
            return Polled.ENDED;
        }
        if (first < end) {
            return Polled.READY;
        }
        if (plain && first < known) {
            end = first + 1;
            return Polled.READY;
        }
        return switch (take(1, cx)) {
            case MESSAGE -> Polled.READY;
            case NO_BUDGET -> Polled.PENDING;
            case NOTHING -> waits(cx);
        };
    }

    @Override
    public Polled look() {
        if (gone) {
            return Polled.ENDED;
        }
        if (first < end) {
            return Polled.READY;
        }
        boolean closed = ring.isClosed(); // before the look: what was published before the close is seen by it
        if (take(1, null) == Found.MESSAGE) {
            return Polled.READY;
        }
        if (first + ring.stride != announce) {
            announce();
        }
        if (closed && next() >= ring.publishedEver()) {
            close();
            return Polled.ENDED;
        }
        return Polled.PENDING;
    }

    private Polled waits(Context cx) {
        cell.await(cx.waker());
        announce = first + ring.stride;
        ring.wakeSenders(); // nothing is left to read, so nobody may stay behind
        stand.family.wakeFollowers();
        if (!listens && stagesPassed() == Place.FREE) {
            listen();
        }
        boolean closed = ring.isClosed(); // before the last look
        for (int look = 0; look < SPINS && !gone; look++) {
            Found found = take(1, cx);
            if (found != Found.NOTHING) {
                cell.stayAwake();
                return found == Found.MESSAGE ? Polled.READY : Polled.PENDING;
            }
            long next = next();
            if (next >= ring.publishedEver()) {
                if (!closed) {
                    return Polled.PENDING;
                }
                close();
                return Polled.ENDED;
            }
            if (stages.length > 0 && slots.endAcquire(next) > next) {
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
        return slots.get(first);
    }

    @Override
    public Stream<T> tail() {
        requireHead("tail");
        release(1);
        return this;
    }

    private void requireHead(String call) {
        if (first >= end || gone) {
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
        if (plain) {
            while (known - first < most && sees(known)) {}
            end = Math.max(end, Math.min(known, first + Math.max(0, most)));
        } else if (first == end && most > 0) {
            take(most, null);
        }
        return (int) (end - first);
    }

    /** Doesn't ask whether somebody else has closed it: so much can be said about a claim only when it is made. */
    @Override
    public T at(int index) {
        return slots.get(first + Objects.checkIndex(index, (int) (end - first)));
    }

    @Override
    public void commit(int count) {
        Objects.checkFromToIndex(0, count, gone ? 0 : (int) (end - first));
        if (count > 0) {
            release(count);
        }
    }

    private void release(int count) {
        first += count;
        Stand at = stand;
        if (at.pin == null) {
            at.place.word.setPositionRelease(first);
            if (first >= announce) {
                announce();
            }
            return;
        }
        at.pin.setPositionRelease(first == end ? Place.FREE : first);
        if (first >= announce || at.place.lag != Lag.GATE) { // who may stop reading must not leave a writer waiting
            announce();
        }
    }

    private void announce() {
        announce = first + ring.stride;
        VarHandle.fullFence();
        ring.announceRoom();
        stand.family.wakeFollowers();
    }

    // Finding messages

    private Found take(int most, @Nullable Context cx) {
        if (stand.pin != null) {
            return takeShared(stand.place, stand.pin, most, cx);
        }
        Keys<T> filter = keys;
        if (filter != null) {
            return takeByKey(filter, most, cx);
        }
        if (first >= known && !sees(first)) {
            return Found.NOTHING;
        }
        end = Math.min(known, first + most);
        return Found.MESSAGE;
    }

    private Found takeByKey(Keys<T> filter, int most, @Nullable Context cx) {
        while (first < known || sees(first)) {
            if (filter.shows(first, slots.get(first))) {
                end = first + 1;
                while (end < known && end - first < most && filter.shows(end, slots.get(end))) {
                    end++;
                }
                return Found.MESSAGE;
            }
            end = first + 1;
            release(1);
            if (cx != null && !cx.spend()) {
                return Found.NO_BUDGET;
            }
        }
        simplify(filter);
        return Found.NOTHING;
    }

    /** Past a merge there may be less to ask. */
    private void simplify(Keys<T> filter) {
        Keys<T> simpler = filter.from(next());
        if (simpler != filter) {
            keys = simpler.isEverything() ? null : simpler;
            plain = stand.pin == null && keys == null;
        }
    }

    private Found takeShared(Place place, Cursor pin, int most, @Nullable Context cx) {
        Keys<T> filter = keys;
        while (true) {
            long position = place.word.positionVolatile();
            if (position < 0) {
                unpin(pin);
                if (gone) {
                    return Found.NOTHING;
                }
                throw new EvictedException(place.name, place.position(), ring.publishedEver());
            }
            if (position >= known && !sees(position)) {
                unpin(pin);
                if (filter != null) {
                    simplify(filter);
                }
                return Found.NOTHING;
            }
            int wanted = filter == null ? most : 1;
            while (known - position < wanted && sees(known)) {}
            long until = Math.min(known, position + wanted);
            pin.setLimit(until);
            pin.setPositionRelease(position);
            if (!place.word.claim(position, until)) {
                continue; // another one was faster, or a writer has pushed the place on
            }
            first = position;
            end = until;
            if (filter == null || filter.shows(position, slots.get(position))) {
                return Found.MESSAGE;
            }
            release(1);
            if (cx != null && !cx.spend()) {
                return Found.NO_BUDGET;
            }
        }
    }

    private static void unpin(Cursor pin) {
        if (pin.position() != Place.FREE) {
            pin.setPositionRelease(Place.FREE);
        }
    }

    /** Is this message published, and released by the stages before? Then it knows how far it can see. */
    private boolean sees(long sequence) {
        long seen = slots.endAcquire(sequence);
        if (seen > sequence && stages.length > 0) {
            seen = Math.min(seen, stagesPassed());
        }
        if (seen <= sequence) {
            return false;
        }
        known = seen;
        return true;
    }

    private long stagesPassed() {
        long passed = Place.FREE;
        for (Family stage : stages) {
            passed = Math.min(passed, stage.passed());
        }
        return passed;
    }

    /** The message that comes next, if none is claimed. */
    private long next() {
        return stand.pin == null ? first : stand.place.position();
    }

    // The life of the cursor

    @Override
    public Subscriber<T> splitByShare() {
        requireOpen("splitByShare");
        synchronized (ring) {
            Place place = stand.place;
            if (stand.pin == null) {
                Cursor own = new Cursor();
                own.setLimit(end);
                own.setPosition(first < end ? first : Place.FREE);
                place.addPin(own);
                place.word.setPositionVolatile(end);
                stand = new Stand(place, stand.family, own);
                plain = false;
            }
            RingSubscriber<T> other =
                    new RingSubscriber<>(ring, new Stand(place, stand.family, place.addPin()), stages, audience);
            other.see(keys);
            return other;
        }
    }

    @Override
    public Subscriber<T> splitOverlapped() {
        requireOpen("splitOverlapped");
        RingSubscriber<T> other = twin("splitOverlapped", new Object());
        other.see(keys);
        return other;
    }

    @Override
    public Subscriber<T> splitByKey(ToLongFunction<? super T> key, long from) {
        requireOpen("splitByKey");
        Keys<T> whole = keys == null ? new Keys<>(key, Keys.Range.ALL) : keys;
        if (whole.key() != key) {
            throw new IllegalStateException("splitByKey: " + this
                    + " was split by another function before: split it by the same, or merge first");
        }
        if (whole.isOnOneSideOf(from)) {
            throw new IllegalStateException("splitByKey: all of " + whole + " lie on one side of from=" + from);
        }
        RingSubscriber<T> other = twin("splitByKey", audience);
        other.see(whole.notBelow(from, other.next()));
        see(whole.below(from, next()));
        return other;
    }

    private void see(@Nullable Keys<T> some) {
        keys = some;
        plain = stand.pin == null && some == null;
    }

    /** A reader of its own at the message behind what is claimed. */
    private RingSubscriber<T> twin(String call, Object among) {
        Stand here = stand;
        requireUnshared(call);
        synchronized (ring) {
            Stand there = ring.twin(here, here.pin == null ? end : here.place.position());
            return new RingSubscriber<>(ring, there, stages, among);
        }
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
        requireNothingClaimed();
        half.requireNothingClaimed();
        if (half.stand.place == stand.place) {
            mergeShare(half);
        } else {
            mergePlaces(half);
        }
    }

    private void mergeShare(RingSubscriber<T> half) {
        synchronized (ring) {
            half.retire();
            Place place = stand.place;
            place.removePin(half.pin());
            if (place.sharers() == 1 && place.lag == Lag.GATE) {
                place.removePin(pin());
                standAt(new Stand(place, stand.family, null), place.position());
            }
        }
    }

    private void mergePlaces(RingSubscriber<T> half) {
        requireUnshared("merge");
        half.requireUnshared("merge");
        Keys<T> mine = keys;
        Keys<T> theirs = half.keys;
        boolean byKey = half.audience == audience;
        if (byKey ? mine == null || theirs == null : !Objects.equals(mine, theirs)) {
            throw new IllegalArgumentException("merge: " + half + " is a half of another kind than " + this
                    + ": merge in the reverse order of the splits");
        }
        long here = next();
        long there = half.next();
        if (byKey && mine != null && theirs != null) {
            keys = mine.with(here, theirs, there);
        } else {
            requireNoGap(here < there ? half : this, Math.min(here, there));
        }
        since = Math.min(since, half.since);
        if (byKey ? there < here : there > here) {
            Stand left = stand;
            known = 0;
            standAt(half.stand, there);
            half.stand = left;
        }
        if (keys != null) {
            simplify(keys);
        }
        half.retire();
        ring.leaveToOther(half.stand);
    }

    /** What lies between the two has been seen by neither. */
    private void requireNoGap(RingSubscriber<T> farther, long behind) {
        if (farther.since > behind) {
            throw new IllegalStateException("merge: neither half sees messages " + behind + " to " + (farther.since - 1)
                    + ": read on with the one that is behind, or merge with the one it was split from");
        }
    }

    private Cursor pin() {
        return Objects.requireNonNull(stand.pin);
    }

    @Override
    public Subscriber<T> migrate() {
        requireOpen("migrate");
        RingSubscriber<T> moved = new RingSubscriber<>(ring, stand, stages, audience);
        moved.see(keys);
        moved.first = first;
        moved.end = end;
        moved.known = known;
        moved.since = since;
        retire();
        end = first;
        return moved;
    }

    @Override
    public void close() {
        if (retire()) {
            ring.leave(stand);
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
        for (Family stage : stages) {
            stage.unfollow(cell);
        }
        cell.leave();
        return true;
    }

    private void requireOpen(String call) {
        if (gone) {
            throw new IllegalStateException(call + ": " + this + " has ended, or was closed, merged or handed on");
        }
    }

    private void requireNothingClaimed() {
        if (first < end) {
            throw new IllegalStateException(
                    "merge: " + this + " holds " + (end - first) + " messages: commit them first");
        }
    }

    private void requireUnshared(String call) {
        if (stand.place.sharers() > 1) {
            throw new IllegalStateException(call + ": " + this + " shares its messages with others: merge them first");
        }
    }

    // What others may ask

    @Override
    public long position() {
        Stand at = stand;
        if (at.pin != null) {
            long held = at.pin.positionAcquire();
            if (held != Place.FREE) {
                return held;
            }
        }
        return at.place.position();
    }

    @Override
    public long lag() {
        return gone ? 0 : Math.max(0, ring.publishedEver() - position());
    }

    @Override
    public Account account() {
        return stand.place;
    }

    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, lag());
    }

    @Override
    public String toString() {
        return "Subscriber[" + stand.place + (keys == null ? "" : ", " + keys) + "]";
    }
}
