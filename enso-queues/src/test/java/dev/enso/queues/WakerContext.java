package dev.enso.queues;

import dev.enso.core.Alarms;
import dev.enso.core.Context;
import dev.enso.core.Waker;

/** A poll that needs nothing but a waker. */
record WakerContext(Waker waker) implements Context {
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
