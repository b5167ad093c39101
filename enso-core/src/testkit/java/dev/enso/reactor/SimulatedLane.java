package dev.enso.reactor;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A lane that holds exactly what it was asked to. What is sent shows to the receiver at once or later, but not later than the
 * sender's next fence: a store that is still in its processor's buffer.
 */
final class SimulatedLane<M> implements Lane<M> {
    private final SimulatedHost host;
    private final int capacity;
    private final ArrayDeque<M> messages = new ArrayDeque<>();
    private int shown;

    private SimulatedLane(SimulatedHost host, int capacity) {
        this.host = host;
        this.capacity = capacity;
    }

    @Override
    public boolean offer(M message) {
        if (messages.size() == capacity) {
            return false;
        }
        messages.addLast(message);
        boolean behindHeld = shown < messages.size() - 1;
        if (!behindHeld) {
            SimulatedThread sender = host.running();
            if (sender != null && host.director.choose(4, "shows a message late") == 3) {
                sender.holds(this);
            } else {
                showAll();
            }
        }
        host.director.between("has put a message into a lane");
        return true;
    }

    void showAll() {
        shown = messages.size();
    }

    @Override
    public @Nullable M poll() {
        if (shown == 0) {
            host.director.between("is about to look into a lane");
        }
        if (shown == 0) {
            return null;
        }
        shown--;
        return messages.pollFirst();
    }

    @Override
    public boolean isEmpty() {
        host.director.between("is about to look at a lane");
        return shown == 0;
    }

    /** Makes them. */
    static final class Factory implements Lane.Factory {
        private final SimulatedHost host;

        Factory(SimulatedHost host) {
            this.host = host;
        }

        @Override
        public <M> Lane<M> create(int from, int to, int capacity) {
            return new SimulatedLane<>(host, capacity);
        }
    }
}
