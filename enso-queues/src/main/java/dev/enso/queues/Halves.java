package dev.enso.queues;

import dev.enso.channel.Lag;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * How cursors split and merge while messages flow. Halves by share stand at one place, and each pins what it has taken from
 * there; halves by key, or with overlap, have places of their own in one family, for which the stages behind wait together.
 * What is done to a half is done by the thread that has it, so only places and pins are changed under the ring's lock.
 */
final class Halves {
    private Halves() {}

    static <T> Hand<T> byShare(Hand<T> whole) {
        synchronized (whole.ring) {
            Stand here = whole.stand();
            Place place = here.place;
            if (here.pin == null) {
                Cursor own = new Cursor();
                own.setLimit(whole.end());
                own.setPosition(whole.isEmpty() ? Place.FREE : whole.next());
                place.addPin(own);
                place.word.setPositionVolatile(whole.end());
                whole.share(new Stand(place, here.family, own));
            }
            Hand<T> other =
                    new Hand<>(whole.ring, new Stand(place, here.family, place.addPin()), whole.stages, whole.audience);
            other.see(whole.keys());
            return other;
        }
    }

    static <T> Hand<T> overlapped(Hand<T> whole) {
        Hand<T> other = twin(whole, "splitOverlapped", new Object());
        other.see(whole.keys());
        return other;
    }

    static <T> Hand<T> byKey(Hand<T> whole, ToLongFunction<? super T> key, long from) {
        Keys<T> all = whole.keys() == null ? new Keys<>(key, Keys.Range.ALL) : whole.keys();
        if (all.key() != key) {
            throw new IllegalStateException("splitByKey: " + whole
                    + " was split by another function before: split it by the same, or merge first");
        }
        if (all.isOnOneSideOf(from)) {
            throw new IllegalStateException("splitByKey: all of " + all + " lie on one side of from=" + from);
        }
        Hand<T> other = twin(whole, "splitByKey", whole.audience);
        other.see(all.notBelow(from, other.next()));
        whole.see(all.below(from, whole.next()));
        return other;
    }

    /** A reader of its own at the message behind what is claimed. */
    private static <T> Hand<T> twin(Hand<T> whole, String call, Object audience) {
        requireUnshared(whole, call);
        synchronized (whole.ring) {
            Stand here = whole.stand();
            Stand there = whole.ring.twin(here, here.pin == null ? whole.end() : here.place.position());
            return new Hand<>(whole.ring, there, whole.stages, audience);
        }
    }

    /** Asks whether {@link #merge} can be done; afterwards it can. */
    static <T> void requireMergeable(Hand<T> hand, Hand<T> half) {
        requireEmpty(hand);
        requireEmpty(half);
        if (isShared(hand, half)) {
            return;
        }
        requireUnshared(hand, "merge");
        requireUnshared(half, "merge");
        if (isByKey(hand, half)
                ? hand.keys() == null || half.keys() == null
                : !Objects.equals(hand.keys(), half.keys())) {
            throw new IllegalArgumentException("merge: " + half + " is a half of another kind than " + hand
                    + ": merge in the reverse order of the splits");
        }
        if (!isByKey(hand, half)) {
            requireNoGap(hand.next() < half.next() ? half : hand, Math.min(hand.next(), half.next()));
        }
    }

    private static boolean isShared(Hand<?> hand, Hand<?> half) {
        return half.stand().place == hand.stand().place;
    }

    private static boolean isByKey(Hand<?> hand, Hand<?> half) {
        return half.audience == hand.audience;
    }

    /** What lies between the two has been seen by neither. */
    private static void requireNoGap(Hand<?> farther, long behind) {
        if (farther.since > behind) {
            throw new IllegalStateException("merge: neither half sees messages " + behind + " to " + (farther.since - 1)
                    + ": read on with the one that is behind, or merge with the one it was split from");
        }
    }

    private static void requireEmpty(Hand<?> hand) {
        if (!hand.isEmpty()) {
            throw new IllegalStateException(
                    "merge: " + hand + " holds " + hand.size() + " messages: commit them first");
        }
    }

    private static void requireUnshared(Hand<?> hand, String call) {
        if (hand.stand().place.sharers() > 1) {
            throw new IllegalStateException(call + ": " + hand + " shares its messages with others: merge them first");
        }
    }

    /** The first sees what the two had still to see. Nobody polls the half any more. */
    static <T> void merge(Hand<T> hand, Hand<T> half) {
        if (isShared(hand, half)) {
            mergeShare(hand, half);
        } else {
            mergePlaces(hand, half);
        }
    }

    private static <T> void mergeShare(Hand<T> hand, Hand<T> half) {
        synchronized (hand.ring) {
            Stand here = hand.stand();
            Place place = here.place;
            place.removePin(half.stand().pinned());
            if (place.sharers() == 1 && place.lag == Lag.GATE) {
                place.removePin(here.pinned());
                hand.standAt(new Stand(place, here.family, null), place.position());
            }
        }
    }

    private static <T> void mergePlaces(Hand<T> hand, Hand<T> half) {
        boolean byKey = isByKey(hand, half);
        long here = hand.next();
        long there = half.next();
        Keys<T> mine = hand.keys();
        Keys<T> theirs = half.keys();
        if (byKey && mine != null && theirs != null) {
            hand.see(mine.with(here, theirs, there));
        }
        hand.since = Math.min(hand.since, half.since);
        if (byKey ? there < here : there > here) {
            hand.changePlaces(half, there);
        }
        Keys<T> merged = hand.keys();
        if (merged != null) {
            hand.simplify(merged);
        }
        hand.ring.leaveToOther(half.stand());
    }
}
