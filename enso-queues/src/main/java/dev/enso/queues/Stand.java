package dev.enso.queues;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a subscriber stands: its place, its kin, and its pin when it shares the place or can lose it. */
final class Stand {
    final Place place;
    final Family family;
    final @Nullable Cursor pin;

    Stand(Place place, Family family, @Nullable Cursor pin) {
        this.place = place;
        this.family = family;
        this.pin = pin;
    }

    /** The pin, where there has to be one. */
    Cursor pinned() {
        return Objects.requireNonNull(pin, "pin");
    }
}
