package dev.enso.examples.cases;

import dev.enso.channel.Subscriber;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.queues.SlotPublisher;

/**
 * The work of one core: takes what its cursor shows, and puts the outcome into its own link, a batch in a poll. Ready with
 * how many there were, when the ring has ended.
 */
final class Worker implements Future<Long> {
    private static final int BATCH = 16;

    private final Subscriber<Parcel> cursor;
    private final SlotPublisher<Parcel> link;
    private long parcels;
    private boolean ready;

    Worker(Subscriber<Parcel> cursor, SlotPublisher<Parcel> link) {
        this.cursor = cursor;
        this.link = link;
    }

    @Override
    public Polled poll(Context cx) {
        if (ready) {
            return Polled.READY;
        }
        int there = cursor.claim(BATCH);
        if (there == 0) {
            Polled polled = cursor.poll(cx);
            if (polled == Polled.PENDING) {
                return Polled.PENDING;
            }
            if (polled == Polled.ENDED) {
                link.close();
                ready = true;
                return Polled.READY;
            }
            there = cursor.claim(BATCH);
        }
        int room = link.claim(there);
        for (int i = 0; i < room; i++) {
            Parcel parcel = link.slot(i);
            parcel.copyFrom(cursor.at(i));
            parcel.change();
        }
        cursor.commit(room);
        link.commit(room);
        link.flush();
        parcels += room;
        if (room < there) {
            Polled more = link.poll(cx);
            if (more == Polled.PENDING) {
                return Polled.PENDING;
            }
            if (more == Polled.ENDED) {
                throw new IllegalStateException("nobody takes the outcome of the work any more");
            }
        }
        cx.waker().wake();
        return Polled.PENDING;
    }

    @Override
    public Long head() {
        if (!ready) {
            throw new IllegalStateException("more may come: poll until READY first");
        }
        return parcels;
    }

    @Override
    public Stream<Long> tail() {
        head();
        return Stream.empty();
    }

    @Override
    public void close() {
        cursor.close();
        link.close();
    }
}
