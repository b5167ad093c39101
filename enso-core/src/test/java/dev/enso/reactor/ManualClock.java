package dev.enso.reactor;

/** A clock that stands still until a test moves it. Any thread may read it. */
final class ManualClock implements Clock {
    private volatile long now;

    @Override
    public long nanoTime() {
        return now;
    }

    /** One thread only. */
    void advance(long nanos) {
        now += nanos;
    }

    /** Also back, which a clock must not do. */
    void set(long nanos) {
        now = nanos;
    }
}
