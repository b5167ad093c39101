package dev.enso.queues;

import java.util.Arrays;

/**
 * The places that one subscription has become by splitting, and who follows it as a later stage: a follower waits for all of
 * them, so a split takes nothing away from whoever comes after. Sets are replaced as a whole, under the family's lock.
 */
final class Family {
    private static final Place[] NOBODY = {};
    private static final WakerCell[] NONE = {};

    private volatile Place[] places = NOBODY;
    private volatile WakerCell[] followers = NONE;

    synchronized void add(Place place) {
        Place[] more = Arrays.copyOf(places, places.length + 1);
        more[more.length - 1] = place;
        places = more;
    }

    synchronized void remove(Place place) {
        places = Arrays.stream(places).filter(other -> other != place).toArray(Place[]::new);
    }

    synchronized void follow(WakerCell follower) {
        WakerCell[] more = Arrays.copyOf(followers, followers.length + 1);
        more[more.length - 1] = follower;
        followers = more;
    }

    synchronized void unfollow(WakerCell follower) {
        followers = Arrays.stream(followers).filter(other -> other != follower).toArray(WakerCell[]::new);
    }

    boolean isFollowed() {
        return followers.length != 0;
    }

    /** Everything before it was released by all; {@link Place#FREE} when nobody is left. */
    long passed() {
        while (true) {
            Place[] seen = places;
            long least = Place.FREE;
            for (Place place : seen) {
                if (!place.isGone()) {
                    least = Math.min(least, place.least());
                }
            }
            if (seen == places) { // or one has moved on after a split that this look has missed
                return least;
            }
        }
    }

    /** After releasing and a full fence. */
    void wakeFollowers() {
        for (WakerCell follower : followers) {
            follower.wakeIfWaiting();
        }
    }
}
