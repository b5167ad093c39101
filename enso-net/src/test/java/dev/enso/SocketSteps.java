package dev.enso;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Interest;
import dev.enso.net.Poll;
import dev.enso.net.Readiness;
import dev.enso.net.Source;
import dev.enso.reactor.CoreContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is done with a source on one reactor, a few steps long: ready with true when it goes on elsewhere. */
abstract class SocketSteps implements Future<Boolean> {
    private static final Interest BOTH = Interest.READABLE.or(Interest.WRITABLE);

    final CoreContext at;
    private final Source source;
    /** Steps until it wants to go on elsewhere. */
    int left;

    private @Nullable Readiness readiness;
    private boolean done;
    private boolean over;

    SocketSteps(CoreContext at, Source source, int steps) {
        this.at = at;
        this.source = source;
        this.left = steps;
    }

    /** True when it is over; otherwise it waits, or has no steps left. */
    abstract boolean isOver(Context cx, Readiness ready) throws IOException;

    @Override
    public Polled poll(Context cx) throws IOException {
        if (over) {
            return Polled.ENDED;
        }
        Readiness registered = readiness;
        if (registered == null) {
            registered = at.service(Poll.class).registry().register(source, BOTH);
            readiness = registered;
        }
        done = done || isOver(cx, registered);
        return done || left == 0 ? Polled.READY : Polled.PENDING;
    }

    @Override
    public Boolean head() {
        return !done;
    }

    @Override
    public Stream<Boolean> tail() {
        over = true;
        return this;
    }

    @Override
    public void close() {
        over = true;
    }
}
