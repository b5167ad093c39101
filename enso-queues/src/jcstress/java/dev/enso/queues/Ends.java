package dev.enso.queues;

import dev.enso.channel.Backend;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sent;
import dev.enso.core.Polled;
import java.nio.ByteBuffer;

/** A channel and who polls its ends. */
final class Ends {
    static final int NOTHING = -1;
    private static final int TORN = -2;

    final Channel<Parcel> channel;
    final Ear sender = new Ear();
    final Ear receiver = new Ear();
    Polled polled = Polled.READY;

    Ends(Backend backend, Driver driver, int capacity) {
        this(backend.create(driver, capacity));
    }

    Ends(Channel<Parcel> channel) {
        this.channel = channel;
    }

    /** Through a ring of bytes. */
    static Ends ofBytes(Driver driver, int capacity) {
        return new Ends(Pipe.carrying(new ParcelCodec(), 2 * Integer.BYTES), driver, capacity);
    }

    /** 1 when it was accepted. */
    int offer(int content) {
        return channel.tx().offer(Parcel.of(content)) == Sent.ACCEPTED ? 1 : 0;
    }

    int take() {
        return take(channel.rx());
    }

    static int take(Receiver<Parcel> rx) {
        if (rx.look() != Polled.READY) {
            return NOTHING;
        }
        Parcel parcel = rx.head();
        int content = parcel.content == parcel.copy ? parcel.content : TORN;
        rx.tail();
        return content;
    }

    void sleep() {
        polled = channel.rx().poll(receiver);
    }

    void awaitRoom() {
        polled = channel.tx().poll(sender);
    }

    /** 1 when the account is settled and says that so many messages were given up. */
    int settled(int dropped) {
        long resident = channel.account().resident();
        return resident == 0 && channel.account().dropped() == dropped ? 1 : 0;
    }

    /** What was written before it was sent is seen by who receives it, although nothing here is final. */
    static final class Parcel {
        int content;
        int copy;

        static Parcel of(int content) {
            Parcel parcel = new Parcel();
            parcel.content = content;
            parcel.copy = content;
            return parcel;
        }
    }

    private record ParcelCodec() implements Codec<Parcel> {
        @Override
        public int length(Parcel parcel) {
            return 2 * Integer.BYTES;
        }

        @Override
        public void encode(Parcel parcel, ByteBuffer into, int offset) {
            into.putInt(offset, parcel.content);
            into.putInt(offset + Integer.BYTES, parcel.copy);
        }

        @Override
        public Parcel decode(ByteBuffer from, int offset, int length) {
            Parcel parcel = new Parcel();
            parcel.content = from.getInt(offset);
            parcel.copy = from.getInt(offset + Integer.BYTES);
            return parcel;
        }
    }
}
