package dev.enso.examples.cases;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.examples.Latencies;
import dev.enso.net.Connection;
import dev.enso.reactor.Clock;
import dev.enso.reactor.CoreContext;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends parcels, at a rate or as many as may be under way, and checks what comes back. Latencies count from when a parcel was
 * to be sent, so that one that had to wait for its turn to be sent has waited as well. Ready when the time is up and all are
 * back.
 */
final class Client implements Future<Client.Outcome> {
    /** So many are sent in a poll. */
    private static final int BATCH = 64;

    /**
     * What came of it.
     *
     * @param latencies of all that were sent, in nanoseconds
     * @param seconds from the first that was sent to the last that came back
     */
    record Outcome(Histogram latencies, double seconds) {
        double rate() {
            return latencies.getTotalCount() / seconds;
        }

        @Override
        public String toString() {
            return Latencies.summary(latencies, seconds);
        }
    }

    private final Connection connection;
    private final Stream<ByteBuffer> input;
    private final long interval;
    private final int window;
    private final long length;
    private final Histogram latencies = Latencies.histogram();
    private @Nullable Clock clock;
    private long began;
    private long sent;
    private long received;
    private @Nullable Outcome outcome;

    private Client(Connection connection, long interval, int window, Duration length) {
        this.connection = connection;
        this.input = connection.input();
        this.interval = interval;
        this.window = window;
        this.length = length.toNanos();
    }

    /** One that sends so many a second, whatever comes back. */
    static Client paced(Connection connection, int rate, Duration length) {
        return new Client(connection, 1_000_000_000L / rate, Integer.MAX_VALUE, length);
    }

    /** One that always has so many under way. */
    static Client flooding(Connection connection, int window, Duration length) {
        return new Client(connection, 0, window, length);
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (outcome != null) {
            return Polled.READY;
        }
        Clock time = clock;
        if (time == null) {
            clock = time = cx.service(CoreContext.class).clock();
            began = time.nanoTime();
        }
        boolean sends = sendDue(time.nanoTime(), cx);
        Polled polled = input.poll(cx);
        if (polled == Polled.ENDED) {
            throw new EOFException("the node closed the connection with " + (sent - received) + " parcels under way");
        }
        if (polled == Polled.READY) {
            take(input.head(), time.nanoTime());
            input.tail();
        }
        if (!sends && received == sent) {
            outcome = new Outcome(latencies, (time.nanoTime() - began) / 1e9);
            return Polled.READY;
        }
        boolean paces = sends && interval > 0;
        if (polled == Polled.READY || paces || (sends && sent - received < window && hasRoom(cx))) {
            cx.waker().wake();
        }
        return Polled.PENDING;
    }

    /** Sends what is due; false when the time for that is over. */
    private boolean sendDue(long now, Context cx) throws IOException {
        long before = sent;
        boolean goesOn = true;
        while (sent - before < BATCH && sent - received < window) {
            long due = interval == 0 ? now : began + sent * interval;
            goesOn = due - began < length;
            if (!goesOn || due > now) {
                break;
            }
            ByteBuffer out = connection.out(Parcel.BYTES);
            if (out.remaining() < Parcel.BYTES) {
                break;
            }
            out.putLong(sent).putLong(due).putLong(key(sent)).putLong(sent * sent);
            sent++;
        }
        if (sent > before) {
            connection.flush(cx);
        }
        return goesOn && now - began < length;
    }

    private boolean hasRoom(Context cx) throws IOException {
        return connection.pollWritable(cx, Parcel.BYTES) == Polled.READY;
    }

    private static long key(long number) {
        return number % 1021;
    }

    private void take(ByteBuffer bytes, long now) throws IOException {
        while (bytes.remaining() >= Parcel.BYTES) {
            long number = bytes.getLong();
            long due = bytes.getLong();
            long key = bytes.getLong();
            long value = bytes.getLong();
            if (number < 0 || number >= sent || key != key(number) || value != Parcel.changed(number * number, key)) {
                throw new IOException("parcel " + number + " of " + sent + " came back with key " + key + " and value "
                        + value + ", which is not what the node should have made of it");
            }
            received++;
            Latencies.record(latencies, now - due);
        }
    }

    @Override
    public Outcome head() {
        Outcome known = outcome;
        if (known == null) {
            throw new IllegalStateException("parcels are under way: poll until READY first");
        }
        return known;
    }

    @Override
    public Stream<Outcome> tail() {
        head();
        return Stream.empty();
    }

    @Override
    public void close() {
        input.close();
    }
}
