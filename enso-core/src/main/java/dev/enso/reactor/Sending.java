package dev.enso.reactor;

import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import org.jspecify.annotations.Nullable;

/** A message that waits for room in its lane. */
final class Sending implements Future<Sent> {
    private final Bus bus;
    private final int target;
    private final Message message;
    private @Nullable Sent outcome;
    private boolean over;

    Sending(Bus bus, int target, Message message) {
        this.bus = bus;
        this.target = target;
        this.message = message;
    }

    @Override
    public Polled poll(Context cx) {
        if (over) {
            return Polled.ENDED;
        }
        if (outcome == null) {
            Sent sent = bus.send(target, message);
            if (sent == Sent.FULL) {
                return bus.poll(target, cx) == Polled.ENDED ? settle(Sent.CLOSED) : Polled.PENDING;
            }
            return settle(sent);
        }
        return Polled.READY;
    }

    private Polled settle(Sent sent) {
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
            throw new IllegalStateException("the message has not been sent: poll until READY first");
        }
        return sent;
    }

    @Override
    public void close() {
        over = true;
    }

    @Override
    public String toString() {
        return "Sending[to reactor " + target + ", " + (outcome == null ? "not sent yet" : outcome) + "]";
    }
}
