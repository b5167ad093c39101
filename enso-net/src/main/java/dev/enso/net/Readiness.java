package dev.enso.net;

import org.jspecify.annotations.Nullable;

/**
 * A registration as a task sees it: what the source may be ready for, and who waits for it. One task may wait to read
 * and another to write. Used on the thread of the {@link Poll} only.
 *
 * <p>The loop of a reader; a writer's is the same with {@code Writable}:
 *
 * <pre>{@code
 * while (readiness.pollReadable(context.waker())) {
 *     int n = stream.read(buffer);
 *     if (n != 0) {
 *         return take(n);
 *     }
 *     readiness.clearReadable(); // it would have blocked
 * }
 * return Polled.PENDING;
 * }</pre>
 *
 * <p>A new registration counts as ready in all that was asked for, since nobody has tried yet. From then on readiness stays
 * until it is cleared, and is set again by the next edge. Clear it when a call found nothing (accept answers null, read or
 * write 0, finishConnect false). A read or write that moved fewer bytes than it had room for has emptied or filled the
 * socket as well, so it may be cleared then too, which saves the call that would only find that out; a reader does so only
 * while {@link #ready()} is not read-closed, because the end of the stream gives no second edge.
 */
public final class Readiness {
    private final Node node;
    private int readBits;
    private int writeBits;
    private dev.enso.core.@Nullable Waker reader;
    private dev.enso.core.@Nullable Waker writer;
    private boolean released;

    Readiness(Node node, int interest) {
        this.node = node;
        ask(interest);
    }

    /**
     * True when a read or accept is worth trying: it may be ready, or the source was deregistered or closed, and the call
     * itself tells. Otherwise the waker is kept in place of the one before, and woken once when that changes.
     */
    public boolean pollReadable(dev.enso.core.Waker waker) {
        if (readBits != 0 || released) {
            return true;
        }
        reader = waker;
        return false;
    }

    /**
     * True when a write or finishing a connect is worth trying: it may be ready, or the source was deregistered or closed,
     * and the call itself tells. Otherwise the waker is kept in place of the one before, and woken once when that changes.
     */
    public boolean pollWritable(dev.enso.core.Waker waker) {
        if (writeBits != 0 || released) {
            return true;
        }
        writer = waker;
        return false;
    }

    /** Forgets all that was reported to the reader: its next edge will be reported anew. */
    public void clearReadable() {
        readBits = 0;
        node.rearm(Bits.READABLE);
    }

    /** Forgets all that was reported to the writer: its next edge will be reported anew. */
    public void clearWritable() {
        writeBits = 0;
        node.rearm(Bits.WRITABLE);
    }

    /** All that was reported and not cleared. */
    public Ready ready() {
        return Ready.of(readBits | writeBits);
    }

    void ask(int interest) {
        readBits = interest & Bits.FOR_READER;
        writeBits = interest & Bits.FOR_WRITER;
    }

    void deliver(int bits) {
        int forReader = bits & Bits.FOR_READER;
        if (forReader != 0) {
            readBits |= forReader;
            wakeReader();
        }
        int forWriter = bits & Bits.FOR_WRITER;
        if (forWriter != 0) {
            writeBits |= forWriter;
            wakeWriter();
        }
    }

    /** The registration ended: whoever waits finds out by trying. */
    void release() {
        released = true;
        wakeReader();
        wakeWriter();
    }

    private void wakeReader() {
        dev.enso.core.Waker waker = reader;
        if (waker != null) {
            reader = null;
            waker.wake();
        }
    }

    private void wakeWriter() {
        dev.enso.core.Waker waker = writer;
        if (waker != null) {
            writer = null;
            waker.wake();
        }
    }

    @Override
    public String toString() {
        return "Readiness[" + ready() + "]";
    }
}
