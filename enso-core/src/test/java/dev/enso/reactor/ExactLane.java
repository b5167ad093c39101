package dev.enso.reactor;

import java.util.ArrayDeque;

/** A lane that holds exactly what it is asked to and not one message more. For reactors that one thread turns. */
final class ExactLane<M> implements Lane<M> {
    private final ArrayDeque<M> messages = new ArrayDeque<>();
    private final int capacity;

    private ExactLane(int capacity) {
        this.capacity = capacity;
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
        if (messages.size() == capacity) {
            return false;
        }
        messages.add(message);
        return true;
    }

    @Override
    public M poll() {
        return messages.poll();
    }

    @Override
    public boolean isEmpty() {
        return messages.isEmpty();
    }
}
