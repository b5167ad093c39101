package dev.enso.examples.kv;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;

/**
 * Brings a closed session's commands to their end once the task of its connection is gone. A command in stages holds what
 * it has taken from one shard until the next one has it, so the next leg must be sent, however full the lane is.
 */
final class Remainder implements Future<Boolean> {
    private final Session session;
    private boolean over;

    Remainder(Session session) {
        this.session = session;
    }

    @Override
    public Polled poll(Context cx) {
        session.attend(cx.waker());
        session.run();
        if (session.isFinished()) {
            over = true;
            return Polled.READY;
        }
        if (session.blockedOn() >= 0 && session.router().poll(session.blockedOn(), cx) == Polled.ENDED) {
            throw new IllegalStateException(
                    "shard " + session.blockedOn() + " has stopped with a command under way to it");
        }
        return Polled.PENDING;
    }

    @Override
    public Boolean head() {
        if (!over) {
            throw new IllegalStateException(this + " goes on: poll until READY first");
        }
        return true;
    }

    @Override
    public Stream<Boolean> tail() {
        head();
        over = false;
        return this;
    }

    @Override
    public void close() {}
}
