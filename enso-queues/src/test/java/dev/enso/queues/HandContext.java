package dev.enso.queues;

import dev.enso.core.Alarms;
import dev.enso.core.Context;
import dev.enso.core.Waker;

/** A poll made by hand: counts its wakes, never runs out of budget unless told to. */
final class HandContext implements Context, Waker {
    int wakes;
    int budget = Integer.MAX_VALUE;

    /** The wakes since the last call. */
    int takeWakes() {
        int taken = wakes;
        wakes = 0;
        return taken;
    }

    @Override
    public void wake() {
        wakes++;
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
        if (budget-- > 0) {
            return true;
        }
        wake();
        return false;
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
