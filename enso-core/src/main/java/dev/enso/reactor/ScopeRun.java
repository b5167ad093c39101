package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A body and the children it spawns, as one future. */
final class ScopeRun<R> implements Future<R> {
    private enum State {
        /** The body has not come to its end. */
        BODY,
        /** It has, and children live. */
        CHILDREN,
        READY,
        OVER
    }

    private final Scope.OnFailure policy;
    private final Function<? super Scope, ? extends Future<R>> function;
    private @Nullable Scope scope;
    private @Nullable Stream<R> body;
    private State state = State.BODY;
    private boolean valued;

    ScopeRun(Scope.OnFailure policy, Function<? super Scope, ? extends Future<R>> function) {
        this.policy = Objects.requireNonNull(policy, "policy");
        this.function = Objects.requireNonNull(function, "body");
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (state == State.READY) {
            return Polled.READY;
        }
        if (state == State.OVER) {
            return Polled.ENDED;
        }
        Scope mine = scope;
        if (mine == null) {
            Task<?> task = Scope.taskOf(cx);
            mine = scope = new Scope(task.reactor(), policy, Scope.above(task));
        }
        if (state == State.BODY) {
            raise(mine.failsAtOnce());
            Stream<R> running = body;
            if (running == null) {
                running =
                        body = Objects.requireNonNull(function.apply(mine), "the function of Scope.run made no future");
            }
            Polled polled = running.poll(cx);
            if (polled == Polled.PENDING) {
                raise(mine.failsAtOnce());
                mine.whenSettled(cx.waker());
                return Polled.PENDING;
            }
            valued = polled == Polled.READY;
            state = State.CHILDREN;
        }
        raise(mine.goesUp());
        if (!mine.isSettled()) {
            mine.whenSettled(cx.waker());
            return Polled.PENDING;
        }
        mine.close();
        state = valued ? State.READY : State.OVER;
        return valued ? Polled.READY : Polled.ENDED;
    }

    private static void raise(@Nullable Throwable failure) throws Exception {
        if (failure != null) {
            Outcome.raise(failure);
        }
    }

    @Override
    public R head() {
        return ready().head();
    }

    @Override
    public Stream<R> tail() {
        body = ready().tail();
        state = State.OVER;
        return this;
    }

    private Stream<R> ready() {
        Stream<R> ready = body;
        if (state != State.READY || ready == null) {
            throw new IllegalStateException("the scope has not come to its end: poll until READY first");
        }
        return ready;
    }

    @Override
    public boolean inPlace() {
        return body != null && body.inPlace();
    }

    @Override
    public void close() {
        state = State.OVER;
        try {
            if (scope != null) {
                scope.close();
            }
        } finally {
            Stream<R> closing = body;
            body = null;
            if (closing != null) {
                closing.close();
            }
        }
    }
}
