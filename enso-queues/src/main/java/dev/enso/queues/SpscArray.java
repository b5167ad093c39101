package dev.enso.queues;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An array for one sender and one receiver. A slot is empty when it is null, and both sides find out by looking at slots
 * only: neither reads how far the other has come, because a word that one side writes for every message and the other reads
 * costs a transfer between their caches for every message.
 *
 * <p>The bound is exact, although the array is a power of two. Message {@code i} has room once message {@code i - capacity}
 * is released, and that shows in the slot where it was, which nothing has filled since. The sender looks some places ahead
 * (the look-ahead of FastFlow's and JCTools' queues): what is released there is released before it too.
 */
@SuppressWarnings("unused") // the padding
final class SpscArray<T> extends Padding.ReleasedFields implements Store<T> {
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final VarHandle STORED;
    private static final VarHandle RELEASED;

    static {
        try {
            STORED = MethodHandles.lookup().findVarHandle(Padding.StoredFields.class, "stored", long.class);
            RELEASED = MethodHandles.lookup().findVarHandle(Padding.ReleasedFields.class, "released", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int LONGEST_LOOK_AHEAD = 4096;

    private final @Nullable Object[] slots;
    private final int mask;
    private final int capacity;
    private final int lookAhead;
    private long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14;

    SpscArray(int capacity) {
        this.capacity = capacity;
        this.slots = new Object[powerOfTwo(capacity)];
        this.mask = slots.length - 1;
        this.lookAhead = Math.max(1, Math.min(LONGEST_LOOK_AHEAD, capacity / 4));
    }

    /** The least power of two that is not less. */
    static int powerOfTwo(int least) {
        return least == 1 ? 1 : Integer.highestOneBit(least - 1) << 1;
    }

    @Override
    public boolean offer(T message) {
        long at = stored;
        if (at >= room && !findsRoom(at)) {
            return false;
        }
        SLOTS.setRelease(slots, (int) at & mask, message);
        STORED.setRelease(this, at + 1);
        return true;
    }

    private boolean findsRoom(long at) {
        if (isReleased(at + lookAhead - 1 - capacity)) {
            room = at + lookAhead;
            return true;
        }
        return isReleased(at - capacity);
    }

    private boolean isReleased(long message) {
        return SLOTS.getAcquire(slots, (int) message & mask) == null;
    }

    @Override
    public boolean hasRoom() {
        return stored < room || findsRoom(stored);
    }

    @Override
    public @Nullable T peek() {
        return at(released);
    }

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable T at(long message) {
        return (T) SLOTS.getAcquire(slots, (int) message & mask);
    }

    @Override
    public long release() {
        long at = released;
        SLOTS.setRelease(slots, (int) at & mask, null);
        RELEASED.setRelease(this, at + 1);
        return 1;
    }

    @Override
    public boolean isEmpty() {
        return peek() == null;
    }

    @Override
    public long bound() {
        return capacity;
    }

    @Override
    public long published() {
        return (long) STORED.getAcquire(this);
    }

    @Override
    public long consumed() {
        return (long) RELEASED.getAcquire(this);
    }
}
