package dev.enso.queues;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An array for many senders and one receiver. A sender claims its place by compare-and-set of the tail, and fills it; the
 * receiver looks at slots only.
 *
 * <p>What makes such queues slow is less the compare-and-set than the cache lines that two cores want at once. A receiver
 * that keeps up looks at a slot on the very line that a sender fills, and takes the line away again if it writes its null
 * there. So the receiver releases slots without touching them, and clears {@code lag} of them in one go when it has passed
 * them; the array is longer than the bound by as much, so that nobody waits for the clearing. Before it waits, it clears all
 * ({@link #tidy}). Nor does it look at the tail to see whether anything is there, except before it waits.
 *
 * <table>
 *   <caption>Shared words</caption>
 *   <tr><th>word</th><th>written by</th><th>how</th></tr>
 *   <tr><td>tail</td><td>senders: places claimed</td><td>compare-and-set</td></tr>
 *   <tr><td>limit of the tail</td><td>senders: the tail may go as far as here; never too far</td><td>opaque</td></tr>
 *   <tr><td>slot</td><td>the sender that claimed it; the receiver, null</td><td>release; plain, before {@code read} lets
 *       anybody claim it again</td></tr>
 *   <tr><td>read</td><td>receiver: messages released</td><td>release</td></tr>
 * </table>
 */
final class MpscArray<T> implements Store<T> {
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final int LONGEST = 1 << 30;

    /** As many references as a cache line holds when they are compressed. */
    private static final int LONGEST_LAG = 16;

    private final @Nullable Object[] slots;
    private final int mask;
    private final int capacity;
    private final int lag;

    private final Cursor tail = new Cursor();

    /** Receiver's: messages released, and from where on released slots are not cleared. */
    private final Cursor read = new Cursor();

    MpscArray(int capacity) {
        this.capacity = capacity;
        this.slots =
                new Object[capacity > LONGEST - LONGEST_LAG ? LONGEST : SpscArray.powerOfTwo(capacity + LONGEST_LAG)];
        this.mask = slots.length - 1;
        // The message that is stored last, of index read + capacity - 1, must not meet a slot that is still to be
        // cleared.
        this.lag = Math.min(LONGEST_LAG, slots.length - capacity + 1);
        tail.setLimit(capacity);
    }

    @Override
    public boolean offer(T message) {
        long at;
        do {
            at = tail.positionVolatile();
            if (at >= tail.limitOpaque() && !findsRoom(at)) {
                return false;
            }
        } while (!tail.claim(at, at + 1));
        SLOTS.setRelease(slots, (int) at & mask, message);
        return true;
    }

    private boolean findsRoom(long at) {
        long limit = read.positionAcquire() + capacity;
        tail.setLimitOpaque(
                limit); // a sender with an older reading may write after this one; that limit is only too low
        return at < limit;
    }

    @Override
    public boolean hasRoom() {
        return tail.positionVolatile() < read.positionAcquire() + capacity;
    }

    @Override
    public @Nullable T peek() {
        return at(read.position());
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable T at(long message) {
        return (T) SLOTS.getAcquire(slots, (int) message & mask);
    }

    @Override
    public long release() {
        long next = read.position() + 1;
        if (next - read.limit() >= lag) {
            clear(next);
        }
        read.setPositionRelease(next);
        return 1;
    }

    private void clear(long end) {
        for (long at = read.limit(); at < end; at++) {
            slots[(int) at & mask] = null;
        }
        read.setLimit(end);
    }

    @Override
    public void tidy() {
        clear(read.position());
    }

    @Override
    public boolean isEmpty() {
        return tail.positionVolatile() == read.position();
    }

    @Override
    public long bound() {
        return capacity;
    }

    @Override
    public long published() {
        return tail.positionVolatile();
    }

    @Override
    public long consumed() {
        return read.positionAcquire();
    }

    /** By the compare-and-set of the tail, which is what {@link #isEmpty} reads. */
    @Override
    public boolean offerIsAFence() {
        return true;
    }
}
