package dev.enso.examples.rings;

import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.queues.SlotPublisher;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One core's share of a ring that many write: fills a segment of slots, which lie in the core's own cache meanwhile, and puts
 * it into the ring in one piece, or in as many as there is room for. The last to finish closes the ring.
 */
final class Filling implements Future<Boolean> {
    private final SlotPublisher<Quote> ring;
    private final int core;
    private final int messages;
    private final int segment;
    private final AtomicInteger writing;
    private int written;
    /** Claimed, filled, and not in the ring yet. */
    private int filled;

    private boolean ready;

    /**
     * @param segment how many slots it fills at a time
     * @param writing how many write
     */
    Filling(SlotPublisher<Quote> ring, int core, int messages, int segment, AtomicInteger writing) {
        this.ring = ring;
        this.core = core;
        this.messages = messages;
        this.segment = segment;
        this.writing = writing;
    }

    @Override
    public Polled poll(Context cx) {
        while (!ready) {
            fill();
            if (commits()) {
                ring.flush();
            } else {
                Polled room = ring.poll(cx);
                if (room != Polled.READY) {
                    return room;
                }
            }
            if (written == messages && filled == 0) {
                ready = true;
                if (writing.decrementAndGet() == 0) {
                    ring.close();
                }
            } else if (!cx.spend()) {
                return Polled.PENDING;
            }
        }
        return Polled.READY;
    }

    private void fill() {
        int claimed = ring.claim(Math.min(segment, filled + messages - written));
        while (filled < claimed) {
            Quote slot = ring.slot(filled++);
            slot.symbol = core;
            slot.price = written++;
        }
    }

    /** A claim among many reserves no room: others may have taken some of it. */
    private boolean commits() {
        for (int part = filled; part > 0; part /= 2) {
            if (ring.commit(part) == Sent.ACCEPTED) {
                filled -= part;
                return true;
            }
        }
        return false;
    }

    @Override
    public Boolean head() {
        return ready;
    }

    @Override
    public Stream<Boolean> tail() {
        return Stream.empty();
    }

    /** Before the end: whoever reads is told that no more will come. */
    @Override
    public void close() {
        if (!ready) {
            ring.close();
        }
    }
}
