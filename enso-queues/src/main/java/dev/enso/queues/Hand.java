package dev.enso.queues;

import dev.enso.channel.Lag;
import dev.enso.core.Context;
import dev.enso.ring.Slots;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber has in hand, and how it finds more. What it has claimed lies from {@code first} to {@code end}; everything
 * below {@code known} was found published, and released by the stages before, so it needs no look at the slots. How a reader
 * that is alone differs from one that shares, or can lose, its place stands at {@link Place}. For the subscriber's thread,
 * except where it says otherwise.
 */
@SuppressWarnings("unused") // the padding
final class Hand<T> extends Padding.HandFields {
    /** What a look was good for. */
    enum Found {
        MESSAGE,
        NOTHING,
        NO_BUDGET,
        /** The place is gone. */
        LOST
    }

    private long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14;

    final Ring<T> ring;
    final Stages stages;
    /** The same for all who see each message once between them: the halves of splits by share and by key. */
    final Object audience;
    /** The first message that this one, or a half that it has taken in, was to see. */
    long since;

    private final Slots<T> slots;
    private Stand stand;
    private @Nullable Keys<T> keys;
    /** The word of the place, where nobody else moves it; otherwise what is taken is pinned. */
    private @Nullable Cursor alone;
    /** Alone and without keys: nothing stands between a published message and its head. */
    private boolean plain;

    Hand(Ring<T> ring, Stand stand, Stages stages, Object audience) {
        this.ring = ring;
        this.slots = ring.slots;
        this.stages = stages;
        this.audience = audience;
        this.stand = stand;
        standAt(stand, stand.place.position());
        this.since = first;
    }

    void standAt(Stand next, long position) {
        stand = next;
        first = position;
        end = position;
        known = Math.max(known, position);
        announce = position + ring.stride;
        see(keys);
    }

    /** From here on it sees these only; null is everything. */
    void see(@Nullable Keys<T> some) {
        keys = some;
        alone = stand.pin == null ? stand.place.word : null;
        plain = alone != null && some == null;
    }

    /** It stands elsewhere from now on, behind what it holds, and holds that with a pin. */
    void share(Stand shared) {
        stand = shared;
        see(keys);
    }

    /** It goes on where the other one stands, which stands here from now on. */
    void changePlaces(Hand<T> other, long there) {
        Stand here = stand;
        known = 0;
        standAt(other.stand, there);
        other.stand = here;
    }

    /** The same in other hands; these are empty then. */
    Hand<T> handOn() {
        Hand<T> next = new Hand<>(ring, stand, stages, audience);
        next.see(keys);
        next.first = first;
        next.end = end;
        next.known = known;
        next.since = since;
        end = first;
        return next;
    }

    /** Where it stands. Any thread: as of some moment. */
    Stand stand() {
        return stand;
    }

    @Nullable Keys<T> keys() {
        return keys;
    }

    // What is claimed

    int size() {
        return (int) (end - first);
    }

    boolean isEmpty() {
        return first >= end;
    }

    /** Behind what is claimed. */
    long end() {
        return end;
    }

    T get(int index) {
        return slots.get(first + index);
    }

    /** The message that comes next, if none is claimed. */
    long next() {
        return stand.pin == null ? first : stand.place.position();
    }

    /** The oldest that is claimed, or the one that comes next. Any thread. */
    long position() {
        Stand at = stand;
        if (at.pin != null) {
            long held = at.pin.positionAcquire();
            if (held != Place.FREE) {
                return held;
            }
        }
        return at.place.position();
    }

    void release(int count) {
        long next = first + count;
        first = next;
        Cursor word = alone;
        if (word != null) {
            word.setPositionRelease(next);
            if (next >= announce) {
                announce();
            }
            return;
        }
        releasePinned();
    }

    private void releasePinned() {
        Stand at = stand;
        at.pinned().setPositionRelease(first == end ? Place.FREE : first);
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

    /** After the last message that is there; unless nothing was released since. */
    void announceRest() {
        if (first + ring.stride != announce) {
            announce();
        }
    }

    /** Nothing is left to read, so nobody may stay behind. A full fence has been passed. */
    void announceEmpty() {
        announce = first + ring.stride;
        ring.wakeSenders();
        stand.family.wakeFollowers();
    }

    // Finding messages

    /** Claims one if it is known to be there: the shortest way. */
    boolean takeKnown() {
        if (plain && first < known) {
            end = first + 1;
            return true;
        }
        return false;
    }

    /** Claims up to so many, together with what is claimed already. */
    Found extend(int most) {
        if (plain) {
            while (known - first < most && sees(known)) {}
            end = Math.max(end, Math.min(known, first + Math.max(0, most)));
            return Found.MESSAGE;
        }
        return first == end && most > 0 ? take(most, null) : Found.MESSAGE;
    }

    /**
     * Claims up to so many; nothing is claimed yet.
     *
     * @param cx who pays for messages that are passed over; null when nobody does
     */
    Found take(int most, @Nullable Context cx) {
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
    void simplify(Keys<T> filter) {
        Keys<T> simpler = filter.from(next());
        if (simpler != filter) {
            see(simpler.isEverything() ? null : simpler);
        }
    }

    private Found takeShared(Place place, Cursor pin, int most, @Nullable Context cx) {
        Keys<T> filter = keys;
        while (true) {
            long position = place.word.positionVolatile();
            if (position < 0) {
                unpin(pin);
                return Found.LOST;
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
        if (seen > sequence && stages.any()) {
            seen = Math.min(seen, stages.passed());
        }
        if (seen <= sequence) {
            return false;
        }
        known = seen;
        return true;
    }

    /** Is it published, whatever the stages before have released? */
    boolean isPublished(long sequence) {
        return slots.endAcquire(sequence) > sequence;
    }

    /** As a subscriber. */
    @Override
    public String toString() {
        return "Subscriber[" + stand.place + (keys == null ? "" : ", " + keys) + "]";
    }
}
