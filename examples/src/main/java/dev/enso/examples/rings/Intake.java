package dev.enso.examples.rings;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Connection;
import dev.enso.queues.SlotPublisher;
import java.nio.ByteBuffer;

/** Writes what a connection sends into a ring; a full ring stops the reading, and so, in the end, the peer. */
final class Intake implements Future<Long> {
    private final SlotPublisher<Quote> ring;
    private final Stream<ByteBuffer> input;
    private final ByteBuffer split = ByteBuffer.allocate(Quote.BYTES);
    private boolean ready;

    Intake(Connection connection, SlotPublisher<Quote> ring) {
        this.ring = ring;
        this.input = connection.input();
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        while (!ready) {
            Polled polled = input.poll(cx);
            if (polled == Polled.PENDING) {
                return Polled.PENDING;
            }
            if (polled == Polled.ENDED) {
                ring.close();
                ready = true;
                break;
            }
            if (!takes(input.head())) {
                Polled room = ring.poll(cx);
                if (room == Polled.PENDING) {
                    return Polled.PENDING;
                }
                if (room == Polled.ENDED) {
                    ready = true;
                }
                continue;
            }
            input.tail();
            if (!cx.spend()) {
                return Polled.PENDING;
            }
        }
        return Polled.READY;
    }

    /** As many quotes as there is room for, in one commit; true when the bytes are used up. */
    private boolean takes(ByteBuffer bytes) {
        int whole = (split.position() + bytes.remaining()) / Quote.BYTES;
        int claimed = whole == 0 ? 0 : ring.claim(whole);
        for (int i = 0; i < claimed; i++) {
            fill(ring.slot(i), bytes);
        }
        ring.commit(claimed);
        ring.flush();
        if (claimed < whole) {
            return false;
        }
        split.put(bytes); // less than a quote
        return true;
    }

    private void fill(Quote quote, ByteBuffer bytes) {
        if (split.position() == 0) {
            quote.symbol = bytes.getLong();
            quote.price = bytes.getLong();
            return;
        }
        while (split.hasRemaining()) {
            split.put(bytes.get());
        }
        quote.symbol = split.getLong(0);
        quote.price = split.getLong(Long.BYTES);
        split.clear();
    }

    @Override
    public Long head() {
        if (!ready) {
            throw new IllegalStateException("the intake goes on: poll until READY first");
        }
        return ring.position();
    }

    @Override
    public Stream<Long> tail() {
        head();
        return Stream.empty();
    }

    @Override
    public void close() {
        input.close();
        ring.abort();
        ring.close();
    }
}
