package dev.enso.queues;

import dev.enso.channel.Lag;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * How far the writers of a ring may go, and who stands in it. The set of places changes while writers write.
 *
 * <p><b>Joining against writing.</b> A writer that wants room computes a limit from the places it sees, <em>announces</em> it
 * in {@code intent}, passes a full fence, and looks whether the set of places has changed meanwhile; only then it uses the
 * limit, or the lower one that the new set allows. Who joins puts its place into the set first, passes a full fence, and then
 * reads {@code intent}: a message that the intent allows to overwrite is lost, so the place moves up to the oldest that is
 * not. Whichever comes second sees the other (Dekker's argument): either the writer heeds the place, or the place stands
 * behind what the writer will overwrite. The read of an intent that does not touch the place is the moment of joining.
 *
 * <table>
 *   <caption>Shared words</caption>
 *   <tr><th>word</th><th>written by</th><th>meaning</th></tr>
 *   <tr><td>intent</td><td>writers, rising only, followed by a full fence</td><td>no message from there on is, or will be,
 *       written before the set is looked at again</td></tr>
 *   <tr><td>places</td><td>who joins or goes, under the lock; replaced as a whole</td><td>who is not to be overrun</td></tr>
 *   <tr><td>retained</td><td>the same</td><td>while nobody is there who reads on: the oldest message kept for the next</td></tr>
 * </table>
 */
final class Gate {
    private static final Place[] NOBODY = {};

    final int capacity;
    private final int stride;
    private final Cursor intent = new Cursor();
    private volatile Place[] places = NOBODY;
    private volatile long retained;

    /** Under the lock. */
    private final GivenUp givenUp = new GivenUp();
    /** Under the lock: whoever starts at an old message brings nothing back that was consumed. */
    private long passed;

    Gate(int capacity, int stride) {
        this.capacity = capacity;
        this.stride = stride;
        intent.setPosition(capacity);
    }

    // Writers

    /**
     * Asks for room.
     *
     * @param next the first message that is not written yet
     * @param wanted the end of what is to be written, at most the capacity behind next
     * @param granted the limit until now
     * @return the limit from now on: messages before it may be written. Not below the former one
     */
    long admit(long next, long wanted, long granted) {
        Place[] seen = places;
        long limit = least(seen, next, wanted) + capacity;
        if (limit <= granted) {
            return granted;
        }
        intent.raise(limit);
        VarHandle.fullFence();
        Place[] now = places;
        if (now != seen) {
            limit = Math.min(limit, least(now, next, wanted) + capacity);
        }
        return Math.max(granted, limit);
    }

    private long least(Place[] from, long next, long wanted) {
        long least = isLeft(from) ? retained : next;
        for (Place place : from) {
            least = Math.min(least, place.lag == Lag.GATE ? place.least() : place.leastPin());
        }
        long floor = Math.min(wanted - capacity, least); // nobody is pushed for room that others don't give
        for (Place place : from) {
            if (place.lag != Lag.GATE) {
                push(place, next, floor);
                least = Math.min(least, place.least());
            }
        }
        return least;
    }

    /** A place that can't make the writers wait stands before the floor: it skips, or is evicted. */
    private void push(Place place, long next, long floor) {
        while (true) {
            long position = place.word.positionVolatile();
            if (position < 0) {
                if (!place.isPinned()) {
                    remove(place);
                }
                return;
            }
            if (position >= floor) {
                return;
            }
            if (place.lag == Lag.EVICT) {
                if (place.word.claim(position, -1 - position)) {
                    evicted(place, position, next);
                    return;
                }
            } else {
                long to = Math.min(next, floor + stride);
                if (place.word.claim(position, to)) {
                    drop(place, position, to);
                    return;
                }
            }
        }
    }

    private synchronized void evicted(Place place, long position, long next) {
        departed(place, position, next);
        if (!place.isPinned()) {
            remove(place);
        }
    }

    // Who joins and who goes

    /**
     * Joins at this message or, when that may be overwritten already, at the oldest that is not.
     *
     * @return where it stands
     */
    synchronized long join(Place place, long sequence) {
        passed = floor();
        place.startAt(sequence);
        Place[] more = Arrays.copyOf(places, places.length + 1);
        more[more.length - 1] = place;
        places = more;
        while (true) {
            VarHandle.fullFence();
            long oldest = oldest();
            long position = place.word.positionVolatile();
            if (position < 0 || position >= oldest) {
                return place.position();
            }
            if (place.word.claim(position, oldest)) { // or it was pushed on by a writer
                place.startsLater(oldest - position);
            }
        }
    }

    /**
     * Joins at this message, or not at all.
     *
     * @param next what is published
     * @return where it would have to start; it has joined if that is the message it asked for
     */
    synchronized long joinExactly(Place place, long sequence, long next) {
        boolean wasLeft = isLeft(places);
        long joined = join(place, sequence);
        if (joined != sequence) {
            place.depart();
            remove(place);
            if (!wasLeft) {
                keepFrom(next);
            }
        }
        return joined;
    }

    /** The oldest message that nobody overwrites unless all places allow it. */
    long oldest() {
        return Math.max(0, intent.positionVolatile() - capacity);
    }

    /** Is nobody here who reads on? Who is gone may still hold messages. */
    private static boolean isLeft(Place[] places) {
        for (Place place : places) {
            if (!place.isGone()) {
                return false;
            }
        }
        return true;
    }

    /**
     * A place is gone, and gives up what it had still to see. If nobody else is there, messages are kept from here on for who
     * comes next.
     *
     * @param next what is published
     */
    synchronized void departed(Place place, long position, long next) {
        drop(place, position, next);
        place.departedAt(next);
        keepFrom(next);
    }

    /** A place is gone, and another sees what it had still to see. */
    synchronized void departedToOther(Place place, long position, long next) {
        place.departedAt(position);
        keepFrom(next);
    }

    private void keepFrom(long next) {
        if (isLeft(places)) {
            retained = next;
        }
    }

    /** Takes out a place that is gone and holds nothing, if it is in. */
    synchronized void remove(Place place) {
        places = Arrays.stream(places).filter(other -> other != place).toArray(Place[]::new);
    }

    /** These messages will not be released by somebody who was to see them. */
    synchronized void drop(Place place, long from, long until) {
        if (until > from) {
            place.drop(until - from);
            givenUp.add(Math.max(from, passed), until, floor());
        }
    }

    boolean isEmpty() {
        return places.length == 0;
    }

    // The account

    /** Everybody has passed the messages before it. */
    synchronized long floor() {
        long floor = isLeft(places) ? retained : Long.MAX_VALUE;
        for (Place place : places) {
            floor = Math.min(floor, place.least());
        }
        return floor == Long.MAX_VALUE ? passed : Math.max(passed, floor);
    }

    synchronized long droppedBelow(long floor) {
        return givenUp.below(floor);
    }

    @Override
    public String toString() {
        return Arrays.toString(places);
    }
}
