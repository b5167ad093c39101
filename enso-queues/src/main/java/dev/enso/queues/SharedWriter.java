package dev.enso.queues;

import dev.enso.channel.Driver;
import java.lang.invoke.VarHandle;

/** Takes places in a ring for any number of threads, by compare-and-set. */
final class SharedWriter implements RingWriter {
    private final Ring<?> ring;
    private final Gate gate;
    private final Cursor written;

    SharedWriter(Ring<?> ring) {
        this.ring = ring;
        this.gate = ring.gate;
        this.written = ring.written;
    }

    @Override
    public long take(int count) {
        long next;
        do {
            next = written.positionVolatile();
            if (!hasRoom(next + count)) {
                return -1;
            }
        } while (!written.claim(next, next + count));
        return next;
    }

    private boolean hasRoom(long end) {
        return end <= written.limitAcquire() || findsRoom(end);
    }

    /** Others may find a higher limit at the same time; a lower one holds as well. */
    private boolean findsRoom(long end) {
        long limit = gate.admit(written.positionVolatile(), end, written.limitAcquire());
        written.setLimitRelease(limit);
        return end <= limit;
    }

    /** How many of so many places are free now; others may take them first. */
    int room(int wanted) {
        long next = written.positionVolatile();
        return hasRoom(next + wanted) ? wanted : (int) Math.max(0, written.limitAcquire() - next);
    }

    @Override
    public boolean hasRoom() {
        return hasRoom(written.positionVolatile() + 1);
    }

    /** The slots say so themselves. */
    @Override
    public void wrote(long end) {}

    @Override
    public void flush() {
        VarHandle.fullFence();
        ring.ring();
    }

    @Override
    public Driver driver() {
        return Driver.MPSC;
    }
}
