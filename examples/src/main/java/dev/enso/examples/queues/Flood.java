package dev.enso.examples.queues;

import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;

/** Sends the numbers from 0 on as fast as there is room, and wakes the receiver once a batch. */
final class Flood implements Future<Long> {
    private static final int BATCH = 64;

    private final Sender<Long> tx;
    private final long messages;
    private long sent;
    private boolean told;

    Flood(Sender<Long> tx, long messages) {
        this.tx = tx;
        this.messages = messages;
    }

    @Override
    public Polled poll(Context cx) {
        if (told) {
            return Polled.ENDED;
        }
        while (sent < messages) {
            if (sent % BATCH == 0 && !cx.spend()) {
                tx.flush();
                return Polled.PENDING;
            }
            Sent answer = tx.append(sent);
            if (answer == Sent.CLOSED) {
                break;
            }
            if (answer == Sent.FULL) {
                if (tx.poll(cx) == Polled.PENDING) {
                    return Polled.PENDING;
                }
                continue;
            }
            sent++;
        }
        tx.flush();
        return Polled.READY;
    }

    @Override
    public Long head() {
        return sent;
    }

    @Override
    public Stream<Long> tail() {
        told = true;
        return this;
    }

    @Override
    public void close() {
        told = true;
    }
}
