package dev.enso.reactor;

import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import org.jspecify.annotations.Nullable;

/** A message to an actor that waits for room in the mailbox. */
final class Telling implements Future<Sent> {
    private final ActorLoop<?, ?> loop;
    private final Object message;
    private @Nullable RoomWaiter room;
    private @Nullable Sent outcome;
    private boolean over;

    Telling(ActorLoop<?, ?> loop, Object message) {
        this.loop = loop;
        this.message = message;
    }

    @Override
    public Polled poll(Context cx) {
        if (over) {
            return Polled.ENDED;
        }
        if (outcome != null) {
            return Polled.READY;
        }
        Sent sent = loop.offer(message);
        RoomWaiter waiting = room;
        if (sent == Sent.FULL) {
            if (waiting == null) {
                waiting = room = new RoomWaiter(loop);
            }
            waiting.await(cx.waker());
            return Polled.PENDING;
        }
        if (waiting != null) {
            room = null;
            waiting.gotIn();
        }
        outcome = sent;
        return Polled.READY;
    }

    @Override
    public Sent head() {
        return requireReady();
    }

    @Override
    public Stream<Sent> tail() {
        requireReady();
        over = true;
        return this;
    }

    private Sent requireReady() {
        Sent sent = outcome;
        if (over || sent == null) {
            throw new IllegalStateException("the message has not been told: poll until READY first");
        }
        return sent;
    }

    @Override
    public void close() {
        over = true;
        RoomWaiter waiting = room;
        if (waiting != null) {
            room = null;
            waiting.giveUp();
        }
    }
}
