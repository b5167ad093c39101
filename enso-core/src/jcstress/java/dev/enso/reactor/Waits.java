package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;

/** A future that looks at a plain field in each poll and waits on; who wakes it has written there. */
final class Waits implements Future<Boolean> {
    int data;
    int more;
    int polls;
    /** What the latest poll found in {@link #data}, and in {@link #more} as tens. */
    int seen;

    boolean closed;

    @Override
    public Polled poll(Context cx) {
        cx.waker();
        polls++;
        seen = data + 10 * more;
        return Polled.PENDING;
    }

    @Override
    public Boolean head() {
        throw new IllegalStateException("never ready");
    }

    @Override
    public Stream<Boolean> tail() {
        throw new IllegalStateException("never ready");
    }

    @Override
    public void close() {
        closed = true;
    }
}
