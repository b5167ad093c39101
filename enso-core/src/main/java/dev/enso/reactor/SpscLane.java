package dev.enso.reactor;

import java.util.Queue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/** The lane of production: a bounded array with one producer and one consumer. */
final class SpscLane<M> implements Lane<M> {
    private final Queue<M> queue;

    SpscLane(int capacity) {
        queue = new SpscVarHandleArrayQueue<>(capacity);
    }

    @Override
    public boolean offer(M message) {
        return queue.offer(message);
    }

    @Override
    public @Nullable M poll() {
        return queue.poll();
    }

    @Override
    public boolean isEmpty() {
        return queue.peek() == null;
    }
}
