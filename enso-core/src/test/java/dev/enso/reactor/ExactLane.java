package dev.enso.reactor;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** A lane that holds exactly what it is asked to and not one message more; ordered as weakly as a lane may be. */
final class ExactLane<M> implements Lane<M> {
    private final AtomicReferenceArray<M> slots;
    private int sent;
    private int taken;

    private ExactLane(int capacity) {
        slots = new AtomicReferenceArray<>(capacity);
    }

    static Lane.Factory factory() {
        return new Lane.Factory() {
            @Override
            public <M> Lane<M> create(int from, int to, int capacity) {
                return new ExactLane<>(capacity);
            }
        };
    }

    @Override
    public boolean offer(M message) {
        if (slots.getAcquire(sent) != null) {
            return false;
        }
        slots.setRelease(sent, message);
        sent = sent + 1 == slots.length() ? 0 : sent + 1;
        return true;
    }

    @Override
    public M poll() {
        M message = slots.getAcquire(taken);
        if (message != null) {
            slots.setRelease(taken, null);
            taken = taken + 1 == slots.length() ? 0 : taken + 1;
        }
        return message;
    }

    @Override
    public boolean isEmpty() {
        return slots.getAcquire(taken) == null;
    }
}
