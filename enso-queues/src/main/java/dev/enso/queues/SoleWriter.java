package dev.enso.queues;

import dev.enso.channel.Driver;
import java.lang.invoke.VarHandle;

/**
 * Where the one thread that writes a ring stands, and how far it may go. It looks at the subscribers' places only when it has
 * sent as much as the last look allowed.
 */
final class SoleWriter implements RingWriter {
    private final Ring<?> ring;
    private final Gate gate;
    private final Cursor written;
    private final boolean publishIsAFence;

    SoleWriter(Ring<?> ring) {
        this.ring = ring;
        this.gate = ring.gate;
        this.written = ring.written;
        this.publishIsAFence = ring.slots.publishIsAFence();
    }

    long next() {
        return written.position();
    }

    @Override
    public long take(int count) {
        long next = written.position();
        return next + count <= written.limit() || findsRoom(next + count) >= next + count ? next : -1;
    }

    @Override
    public boolean hasRoom() {
        return take(1) >= 0;
    }

    /** The limit, after a new look. */
    long findsRoom(long end) {
        long limit = gate.admit(written.position(), end, written.limit());
        written.setLimit(limit);
        return limit;
    }

    long limit() {
        return written.limit();
    }

    @Override
    public void wrote(long end) {
        written.setPositionRelease(end);
    }

    @Override
    public void flush() {
        if (!publishIsAFence) {
            VarHandle.fullFence();
        }
        ring.ring();
    }

    @Override
    public Driver driver() {
        return Driver.SPMC;
    }
}
