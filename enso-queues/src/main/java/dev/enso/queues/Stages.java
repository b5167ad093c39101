package dev.enso.queues;

import java.util.List;

/** Those whom a subscriber comes after: it sees what all of them have released. */
final class Stages {
    private final Family[] families;

    Stages(List<Family> families) {
        this.families = families.toArray(Family[]::new);
    }

    boolean any() {
        return families.length > 0;
    }

    /** Everything before it was released by all; {@link Place#FREE} when none of them is left. */
    long passed() {
        long passed = Place.FREE;
        for (Family family : families) {
            passed = Math.min(passed, family.passed());
        }
        return passed;
    }

    void follow(WakerCell follower) {
        for (Family family : families) {
            family.follow(follower);
        }
    }

    void unfollow(WakerCell follower) {
        for (Family family : families) {
            family.unfollow(follower);
        }
    }
}
