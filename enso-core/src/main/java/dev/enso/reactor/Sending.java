package dev.enso.reactor;

import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import org.jspecify.annotations.Nullable;

/** A message that waits for room in its lane. */
final class Sending implements Future<Sent> {
    private final Reactors group;
    private final int target;
    private final Message message;
    /** Of the reactor that sends; found in the first poll, unless it is known before. */
    private @Nullable Bus bus;

    private @Nullable Sent outcome;
    private boolean over;

    Sending(Reactors group, int target, Message message) {
        this.group = group;
        this.target = target;
        this.message = message;
    }

    Sending(Bus bus, Reactors group, int target, Message message) {
        this(group, target, message);
        this.bus = bus;
    }

    @Override
    public Polled poll(Context cx) {
        if (over) {
            return Polled.ENDED;
        }
        if (outcome == null) {
            Bus here = bus;
            if (here == null) {
                here = bus = Bus.of(cx, group, this);
            }
            Sent sent = here.send(target, message);
            if (sent == Sent.FULL) {
                return here.poll(target, cx) == Polled.ENDED ? settle(Sent.CLOSED) : Polled.PENDING;
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
