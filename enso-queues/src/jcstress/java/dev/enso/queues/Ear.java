package dev.enso.queues;

import dev.enso.core.Alarms;
import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Waker;

/** One poll, and whether it was woken since. */
final class Ear implements Context, Waker {
    private volatile boolean woken;

    @Override
    public void wake() {
        woken = true;
    }

    /** 0 when a poll that answered this has left somebody waiting for ever: it found nothing, and nobody woke it. */
    int hears(Polled polled) {
        return polled != Polled.PENDING || woken ? 1 : 0;
    }

    @Override
    public Waker waker() {
        return this;
    }

    @Override
    public long now() {
        return 0;
    }

    @Override
    public boolean spend() {
        return true;
    }

    @Override
    public Alarms alarms() {
        throw new IllegalStateException("no alarms in this test");
    }

    @Override
    public <S> S service(Class<S> type) {
        throw new IllegalStateException("no services in this test");
    }
}
