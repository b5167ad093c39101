package dev.enso.reactor;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import org.jspecify.annotations.Nullable;

/** The end of an actor as a future that does not fail with it. */
final class Watch implements Future<Ending> {
    private final Task<?> task;
    private final ActorLoop<?, ?> loop;
    private Polled state = Polled.PENDING;
    private @Nullable Joiner joiner;

    Watch(Task<?> task, ActorLoop<?, ?> loop) {
        this.task = task;
        this.loop = loop;
    }

    @Override
    public Polled poll(Context cx) {
        if (state == Polled.PENDING) {
            if (!task.isDone()) {
                joiner = task.await(joiner, cx.waker());
            }
            if (task.isDone()) {
                state = Polled.READY;
            }
        }
        return state;
    }

    @Override
    public Ending head() {
        requireReady();
        return loop.ending();
    }

    @Override
    public Stream<Ending> tail() {
        requireReady();
        state = Polled.ENDED;
        return this;
    }

    private void requireReady() {
        if (state != Polled.READY) {
            throw new IllegalStateException(task.name() + " has not ended: poll until READY first");
        }
    }

    @Override
    public void close() {
        state = Polled.ENDED;
        Joiner waiting = joiner;
        if (waiting != null) {
            joiner = null;
            waiting.waker = null;
        }
    }
}
