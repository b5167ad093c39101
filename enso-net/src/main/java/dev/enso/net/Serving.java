package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The task of one connection of a server: makes the handler's future, runs it, and closes both. */
final class Serving implements Future<@Nullable Void> {
    private final Server server;
    private final Connection connection;
    private @Nullable Stream<?> work;
    private boolean ready;

    Serving(Server server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (ready) {
            return Polled.READY;
        }
        try {
            Stream<?> running = work;
            if (running == null) {
                running = Objects.requireNonNull(
                        server.handler().apply(connection), "the handler answered null instead of a future");
                work = running;
            }
            if (running.poll(cx) == Polled.PENDING) {
                return Polled.PENDING;
            }
        } catch (IOException e) {
            if (!connection.lifecycle().brokeBy(e)) {
                throw e;
            }
            connection.home().debug(connection, "was broken by its peer", e);
        }
        ready = true;
        return Polled.READY;
    }

    @Override
    @SuppressWarnings("NullAway") // the type argument says that it is null
    public @Nullable Void head() {
        requireReady();
        return null;
    }

    @Override
    public Stream<@Nullable Void> tail() {
        requireReady();
        ready = false;
        return this;
    }

    private void requireReady() {
        if (!ready) {
            throw new IllegalStateException(this + " has not ended: poll until READY first");
        }
    }

    @Override
    public void close() {
        Stream<?> running = work;
        work = null;
        try {
            if (running != null) {
                running.close();
            }
        } finally {
            connection.close();
        }
    }

    @Override
    public String toString() {
        return "Serving[" + connection + "]";
    }
}
