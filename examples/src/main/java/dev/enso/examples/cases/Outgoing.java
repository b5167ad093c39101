package dev.enso.examples.cases;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From links into the network: changes each parcel where it lies and writes it to where it came from, a batch in a poll. A
 * peer that does not read holds up what is behind its parcels. Ready with how many found nobody, when the links have ended.
 */
final class Outgoing implements Future<Long> {
    private static final int BATCH = 64;

    private final Consumer<Parcel> change;
    private Stream<Parcel> parcels;
    /** Written to, and not told that there is no more for now. */
    private @Nullable Connection unflushed;

    private long undelivered;
    private boolean ready;

    Outgoing(Stream<Parcel> parcels, Consumer<Parcel> change) {
        this.parcels = parcels;
        this.change = change;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        for (int sent = 0; !ready && sent < BATCH; sent++) {
            Polled polled = parcels.poll(cx);
            if (polled != Polled.READY) {
                flush(cx);
                ready = polled == Polled.ENDED;
                return ready ? Polled.READY : Polled.PENDING;
            }
            if (!isSent(parcels.head(), cx)) {
                return Polled.PENDING;
            }
            Stream<Parcel> rest = parcels.tail();
            if (rest != parcels) {
                parcels = rest;
            }
        }
        if (ready) {
            return Polled.READY;
        }
        cx.waker().wake();
        return Polled.PENDING;
    }

    /** False when there is no room: it stays where it is, and the task is woken. */
    private boolean isSent(Parcel parcel, Context cx) {
        Connection origin = Objects.requireNonNull(parcel.origin, "a parcel came from somewhere");
        try {
            while (true) {
                ByteBuffer out = origin.out(Parcel.BYTES);
                if (out.remaining() >= Parcel.BYTES) {
                    change.accept(parcel);
                    parcel.writeTo(out);
                    break;
                }
                Polled room = origin.pollWritable(cx, Parcel.BYTES);
                if (room == Polled.PENDING) {
                    return false;
                }
                if (room == Polled.ENDED) {
                    undelivered++;
                    return true;
                }
            }
            if (unflushed != origin) {
                flush(cx);
                unflushed = origin;
            }
        } catch (IOException gone) {
            undelivered++;
        }
        return true;
    }

    private void flush(Context cx) {
        Connection written = unflushed;
        unflushed = null;
        if (written != null) {
            try {
                written.flush(cx);
            } catch (IOException gone) {
                // Its own task hears of it from its input; what was written into it went nowhere.
                undelivered++;
            }
        }
    }

    @Override
    public Long head() {
        if (!ready) {
            throw new IllegalStateException("more may go out: poll until READY first");
        }
        return undelivered;
    }

    @Override
    public Stream<Long> tail() {
        head();
        return Stream.empty();
    }

    @Override
    public void close() {
        parcels.close();
    }
}
