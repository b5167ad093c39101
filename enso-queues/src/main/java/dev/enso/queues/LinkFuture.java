package dev.enso.queues;

import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;

/** Carries messages from a stream to a sender, and holds on to the head while there is no room for it. */
final class LinkFuture<T> implements Future<Long> {
    private enum Phase {
        OPEN,
        READY,
        GONE
    }

    private final Sender<T> to;
    private Stream<? extends T> from;
    private Phase phase = Phase.OPEN;
    private long sent;

    LinkFuture(Stream<? extends T> from, Sender<T> to) {
        this.from = from;
        this.to = to;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (phase != Phase.OPEN) {
            return phase == Phase.READY ? Polled.READY : Polled.ENDED;
        }
        while (true) {
            switch (from.poll(cx)) {
                case READY -> {
                    Polled moved = move(cx);
                    if (moved != Polled.READY) {
                        return moved == Polled.ENDED ? end() : Polled.PENDING;
                    }
                }
                case PENDING -> {
                    to.flush();
                    return Polled.PENDING;
                }
                case ENDED -> {
                    return end();
                }
            }
            if (!cx.spend()) {
                to.flush();
                return Polled.PENDING;
            }
        }
    }

    /** The head: READY when it has gone or its sender has room again, PENDING while there is none, ENDED when nobody takes it. */
    private Polled move(Context cx) {
        Sent answer = to.append(from.head());
        if (answer == Sent.FULL) {
            return to.poll(cx);
        }
        if (answer == Sent.CLOSED) {
            return Polled.ENDED;
        }
        if (answer == Sent.ACCEPTED) {
            sent++;
        }
        Stream<? extends T> rest = from.tail();
        if (rest != from) {
            from = rest;
        }
        return Polled.READY;
    }

    /** Either side has ended, and so the other is told. */
    private Polled end() {
        unlink();
        phase = Phase.READY;
        return Polled.READY;
    }

    private void unlink() {
        from.close();
        to.close();
    }

    @Override
    public Long head() {
        requireReady("head");
        return sent;
    }

    @Override
    public Stream<Long> tail() {
        requireReady("tail");
        phase = Phase.GONE;
        return this;
    }

    private void requireReady(String call) {
        if (phase != Phase.READY) {
            throw new IllegalStateException(
                    call + " without a head: it is legal only after a poll that answered READY, until tail or close");
        }
    }

    @Override
    public void close() {
        if (phase == Phase.OPEN) {
            unlink();
        }
        phase = Phase.GONE;
    }
}
