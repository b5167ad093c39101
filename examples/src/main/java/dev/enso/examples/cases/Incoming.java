package dev.enso.examples.cases;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Connection;
import dev.enso.queues.SlotPublisher;
import java.nio.ByteBuffer;

/**
 * From the network into a link: writes what a connection sends into the slots, a batch in a poll. Where the link is full it
 * reads no more, and so, in the end, its peer stops sending. Ready with how many there were, when the peer has finished.
 */
final class Incoming implements Future<Long> {
    private static final int BATCH = 64;

    private final Connection connection;
    private final Stream<ByteBuffer> input;
    private final SlotPublisher<Parcel> link;
    private long parcels;
    private boolean ready;

    Incoming(Connection connection, SlotPublisher<Parcel> link) {
        this.connection = connection;
        this.input = connection.input();
        this.link = link;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (ready) {
            return Polled.READY;
        }
        Polled polled = input.poll(cx);
        if (polled == Polled.PENDING) {
            return Polled.PENDING;
        }
        if (polled == Polled.ENDED) {
            ready = true;
            return Polled.READY;
        }
        ByteBuffer bytes = input.head();
        int whole = Math.min(BATCH, bytes.remaining() / Parcel.BYTES);
        int claimed = whole == 0 ? 0 : link.claim(whole);
        for (int i = 0; i < claimed; i++) {
            link.slot(i).readFrom(bytes, connection);
        }
        link.commit(claimed);
        link.flush();
        parcels += claimed;
        if (bytes.remaining() < Parcel.BYTES) {
            input.tail(); // part of a parcel comes again, with the rest behind it
        } else if (claimed < whole) {
            Polled room = link.poll(cx);
            if (room != Polled.READY) {
                ready = room == Polled.ENDED;
                return room == Polled.ENDED ? Polled.READY : Polled.PENDING;
            }
        }
        cx.waker().wake();
        return Polled.PENDING;
    }

    @Override
    public Long head() {
        if (!ready) {
            throw new IllegalStateException("more may come in: poll until READY first");
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
        input.close();
    }
}
