package dev.enso.net;

import dev.enso.core.Waker;
import dev.enso.reactor.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** The orderly end of many connections of one reactor, with a limit. Owner only. */
final class DrainAll implements Waker {
    private final Connections home;
    private final Predicate<Connection> which;
    private final CompletableFuture<List<String>> done;
    private final ArrayList<String> cut = new ArrayList<>();
    private int left;
    private long alarm;

    DrainAll(Connections home, Predicate<Connection> which, CompletableFuture<List<String>> done) {
        this.home = home;
        this.which = which;
        this.done = done;
    }

    /** Counts a connection if it is meant. */
    void take(Connection connection) {
        if (which.test(connection)) {
            left++;
        }
    }

    /** A connection has moved here meanwhile; answers whether it is meant. */
    boolean takes(Connection connection) {
        boolean meant = which.test(connection);
        left += meant ? 1 : 0;
        return meant;
    }

    /** Ends the inputs of all; each ends by itself from there. */
    void begin(long deadline) {
        alarm = home.alarms().arm(deadline, this);
        if (left == 0) {
            end();
            return;
        }
        for (Connection connection : home.list()) {
            if (which.test(connection)) {
                connection.lifecycle().stopInput();
            }
        }
    }

    void closed(Connection connection) {
        if (which.test(connection) && --left == 0) {
            end();
        }
    }

    /** The limit was reached. */
    @Override
    public void wake() {
        home.ask(this::cut);
    }

    /** Cuts off what is left. */
    void cut() {
        if (left == 0) {
            return;
        }
        for (Connection connection : home.list()) {
            if (which.test(connection)) {
                int unsent = connection.pendingOutput();
                cut.add(unsent == 0 ? connection.name() : connection.name() + " with " + unsent + " bytes unsent");
                Task<?> task = connection.task;
                if (task != null) {
                    task.cancel();
                }
                connection.abort();
            }
        }
    }

    private void end() {
        home.alarms().cancel(alarm);
        home.drained(this);
        done.complete(List.copyOf(cut));
    }
}
