package dev.enso.bench.compare;

import java.util.Locale;

/** What a comparison says of its goal. */
enum Verdict {
    /** The goal stands. */
    OK,
    /** The goal is missed. */
    SHORT,
    /** The pairs disagree too much to tell. */
    NOISY,
    /** Measured with fewer CPUs than it has threads, so there is nothing to judge. */
    REPORTED;

    /** As it is printed. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The verdict of a printed word.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Verdict of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
