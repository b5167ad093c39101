package dev.enso.reactor;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A lane that holds exactly what it was asked to. What is sent shows to the receiver at once or later, but not later than the
 * sender's next fence: a store that is still in its processor's buffer.
 */
final class SimulatedLane<M> implements Lane<M> {
    private final SimulatedHost host;
    private final int from;
    private final int to;
    private final int capacity;
    private final ArrayDeque<M> messages = new ArrayDeque<>();
    private int shown;

    private SimulatedLane(SimulatedHost host, int from, int to, int capacity) {
        this.host = host;
        this.from = from;
        this.to = to;
        this.capacity = capacity;
    }

    @Override
    public boolean offer(M message) {
        SimulatedThread sender = host.running();
        if (messages.size() == capacity || (sender != null && sender.refuses() && mayRefuse(message))) {
            return false;
        }
        messages.addLast(message);
        boolean behindHeld = shown < messages.size() - 1;
        if (!behindHeld) {
            if (sender != null && host.director.choose(4, "shows a message late") == 3) {
                sender.holds(this);
            } else {
                showAll();
            }
        }
        host.director.between("has put a message into a lane");
        return true;
    }

    /** Answers have room reserved; on a way from a reactor to itself they look like requests. */
    private boolean mayRefuse(M message) {
        return !(message instanceof Request request)
                || (request.route != null && from != to && request.route.sender.index() == from);
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
            host.director.between("makes a lane");
            return new SimulatedLane<>(host, from, to, capacity);
        }
    }
}
