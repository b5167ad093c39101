package dev.enso.queues;

import dev.enso.channel.Sent;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * Writes records where they will be read: {@code claim}, fill {@link #record}, {@code commit}. For one thread at a time.
 *
 * <p>What is claimed holds up what is claimed behind it, by whichever thread: commit or abort soon. Closing a writer aborts
 * its claim and ends nothing else.
 */
@SuppressWarnings("unused") // the padding
public final class PipeWriter extends Padding.RecordFields implements AutoCloseable {
    private static final long NOTHING = -1;

    private long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14;

    private final PipeRing ring;
    private final Shared<ByteBuffer> shared;
    private final ByteBuffer view;

    PipeWriter(PipeRing ring, Shared<ByteBuffer> shared) {
        this.ring = ring;
        this.shared = shared;
        this.view = ring.bytes.duplicate();
        this.claimed = NOTHING;
    }

    /**
     * Claims room for a record. Never blocks.
     *
     * @param bytes its length, 0 to {@link Pipe#longestRecord}
     * @return ACCEPTED when {@link #record} shows the room; FULL or CLOSED, having flushed
     * @throws IllegalArgumentException when the record is longer than a pipe of this size can hold
     * @throws IllegalStateException when the last claim is neither committed nor aborted
     */
    public Sent claim(int bytes) {
        if (claimed != NOTHING) {
            throw new IllegalStateException("a record of " + length + " bytes is claimed: commit or abort it first");
        }
        if (shared.isClosed()) {
            flush(); // what was committed while the receiver left
            return Sent.CLOSED;
        }
        long at = ring.claim(bytes);
        if (at < 0) {
            flush();
            return Sent.FULL;
        }
        claimed = at;
        length = bytes;
        int offset = ring.offset(at);
        view.limit(offset + bytes).position(offset);
        return Sent.ACCEPTED;
    }

    /**
     * The claimed record, from the buffer's position to its limit; what is there before it is written is old bytes. The same
     * buffer for every record.
     *
     * @throws IllegalStateException when nothing is claimed
     */
    public ByteBuffer record() {
        requireClaim("record");
        return view;
    }

    /**
     * Hands the record to the receiver, without looking whether that sleeps: {@link #flush} is owed.
     *
     * @throws IllegalStateException when nothing is claimed
     */
    public void commit() {
        requireClaim("commit");
        ring.commit(claimed, length);
        claimed = NOTHING;
    }

    /**
     * Gives the record up; the receiver never sees it.
     *
     * @throws IllegalStateException when nothing is claimed
     */
    public void abort() {
        requireClaim("abort");
        ring.abort(claimed, length);
        claimed = NOTHING;
        flush(); // a receiver that waits behind the claim of one of many
    }

    /** Wakes a receiver that waits for what was committed; one fence, however many records. */
    public void flush() {
        VarHandle.fullFence();
        shared.ring();
    }

    private void requireClaim(String call) {
        if (claimed == NOTHING) {
            throw new IllegalStateException(call + " without a claim that was ACCEPTED");
        }
    }

    /** The longest record. */
    int longest() {
        return ring.longestRecord();
    }

    /** Closes the sending half of the pipe. */
    void closePipe() {
        close();
        shared.close();
    }

    boolean isPipeClosed() {
        return shared.isClosed();
    }

    /** Aborts what is claimed; the pipe stays open. */
    @Override
    public void close() {
        if (claimed != NOTHING) {
            abort();
        }
    }
}
