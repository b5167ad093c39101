package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import org.jspecify.annotations.Nullable;

/** Ready when a scope's finite children have ended, or one has failed that fails all. */
final class ScopeSettled implements Future<@Nullable Void> {
    private final Scope scope;
    private Polled state = Polled.PENDING;

    ScopeSettled(Scope scope) {
        this.scope = scope;
    }

    @Override
    public Polled poll(Context cx) {
        if (state != Polled.PENDING) {
            return state;
        }
        scope.requireOwner("Scope.join()");
        if (scope.isSettled() || scope.failsAtOnce() != null) {
            state = Polled.READY;
        } else {
            scope.whenSettled(cx.waker());
        }
        return state;
    }

    @Override
    @SuppressWarnings("NullAway") // Void has no other value
    public @Nullable Void head() {
        requireReady();
        return null;
    }

    @Override
    public Stream<@Nullable Void> tail() {
        requireReady();
        state = Polled.ENDED;
        return this;
    }

    private void requireReady() {
        if (state != Polled.READY) {
            throw new IllegalStateException("the children of " + scope + " have not ended: poll until READY first");
        }
    }

    @Override
    public void close() {
        state = Polled.ENDED;
    }
}
