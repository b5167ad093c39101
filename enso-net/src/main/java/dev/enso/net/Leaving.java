package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Task;
import org.jspecify.annotations.Nullable;

/** A source on its way: taken out of the poll it is registered with, in the first poll. */
final class Leaving implements Future<Task<?>> {
    private final Source source;
    private final Future<Task<?>> asked;
    private boolean left;
    /** The task that has had it, and has it again when nobody takes it. */
    private @Nullable Using<?> user;

    Leaving(Source source, Future<Task<?>> asked) {
        this.source = source;
        this.asked = asked;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (!left) {
            Endpoint endpoint = Endpoint.of(source);
            if (endpoint.node != null) {
                cx.service(Poll.class).registry().deregister(source);
            }
            user = endpoint.user;
            endpoint.user = null;
            left = true;
        }
        try {
            return asked.poll(cx);
        } catch (Throwable refused) {
            Endpoint.of(source).user = user;
            throw refused;
        }
    }

    @Override
    public Task<?> head() {
        return asked.head();
    }

    @Override
    public Stream<Task<?>> tail() {
        asked.tail();
        return this;
    }

    @Override
    public void close() {
        asked.close();
    }

    @Override
    public String toString() {
        return "Leaving[" + source + ", " + asked + "]";
    }
}
