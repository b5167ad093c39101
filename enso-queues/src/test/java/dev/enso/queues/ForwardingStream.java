package dev.enso.queues;

import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;

/** A stream that a test looks at, or changes, on its way. */
class ForwardingStream<T> implements Stream<T> {
    private final Stream<T> stream;

    ForwardingStream(Stream<T> stream) {
        this.stream = stream;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        return stream.poll(cx);
    }

    @Override
    public T head() {
        return stream.head();
    }

    @Override
    public Stream<T> tail() {
        stream.tail();
        return this;
    }

    @Override
    public void close() {
        stream.close();
    }
}
