package dev.enso.queues;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How far one half has come, alone on its cache lines. Written by the thread that has the half, while others read the
 * position only; or by many threads that claim it.
 */
@SuppressWarnings("unused")
final class Cursor extends Padding.CursorFields {
    private static final VarHandle POSITION;
    private static final VarHandle LIMIT;

    static {
        try {
            POSITION = MethodHandles.lookup().findVarHandle(Padding.CursorFields.class, "position", long.class);
            LIMIT = MethodHandles.lookup().findVarHandle(Padding.CursorFields.class, "limit", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14;

    /** Owner: messages passed so far. */
    long position() {
        return position;
    }

    /** Others: messages passed so far; what the owner wrote before it passed them is visible. */
    long positionAcquire() {
        return (long) POSITION.getAcquire(this);
    }

    /** Many owners. */
    long positionVolatile() {
        return (long) POSITION.getVolatile(this);
    }

    /** Many owners: takes what lies between, if nobody was faster. A full fence. */
    boolean claim(long from, long to) {
        return POSITION.compareAndSet(this, from, to);
    }

    /** Many owners. A full fence. */
    void add(long count) {
        POSITION.getAndAdd(this, count);
    }

    /** Many owners: moves on to this position, unless it is there already. */
    void raise(long to) {
        long from = positionVolatile();
        while (from < to && !claim(from, to)) {
            from = positionVolatile();
        }
    }

    /** Owner, before it looks at what others wrote. */
    void setPositionVolatile(long next) {
        POSITION.setVolatile(this, next);
    }

    /** Owner. */
    void setPosition(long next) {
        position = next;
    }

    /** Owner: passes on to others what was written before. */
    void setPositionRelease(long next) {
        POSITION.setRelease(this, next);
    }

    /** Owner: the position at which it has to look around. */
    long limit() {
        return limit;
    }

    void setLimit(long next) {
        limit = next;
    }

    /** Many owners. */
    long limitOpaque() {
        return (long) LIMIT.getOpaque(this);
    }

    void setLimitOpaque(long next) {
        LIMIT.setOpaque(this, next);
    }

    /** Many owners: what its finder has seen is visible. */
    long limitAcquire() {
        return (long) LIMIT.getAcquire(this);
    }

    void setLimitRelease(long next) {
        LIMIT.setRelease(this, next);
    }

    /** Owner: where in its life cycle the half stands. */
    int phase() {
        return phase;
    }

    void setPhase(int next) {
        phase = next;
    }
}
