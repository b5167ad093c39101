package dev.enso.core;

/** The complaint about a head that isn't there. */
final class NoHead {
    private NoHead() {}

    static IllegalStateException in(Stream<?> stream) {
        return new IllegalStateException(stream.getClass().getSimpleName()
                + " has no head now: head() and tail() are legal after poll answered READY, until tail() or close()");
    }
}
