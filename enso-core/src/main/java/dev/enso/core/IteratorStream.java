package dev.enso.core;

import java.util.Collections;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What an iterator yields. Making it is user code too, and happens in the first {@code poll}. */
final class IteratorStream<T extends @Nullable Object> implements Stream<T> {
    private Supplier<? extends Iterator<? extends T>> source;
    private @Nullable Iterator<? extends T> messages;
    private @Nullable T message;
    private boolean ready;

    IteratorStream(Supplier<? extends Iterator<? extends T>> source) {
        this.source = source;
    }

    @Override
    public Polled poll(Context cx) {
        if (ready) {
            return Polled.READY;
        }
        if (messages == null) {
            messages = source.get();
        }
        if (!messages.hasNext()) {
            close();
            return Polled.ENDED;
        }
        message = messages.next();
        ready = true;
        return Polled.READY;
    }

    @Override
    @SuppressWarnings("NullAway") // whether a message may be null is T's business
    public T head() {
        if (!ready) {
            throw NoHead.in(this);
        }
        return message;
    }

    @Override
    public Stream<T> tail() {
        if (!ready) {
            throw NoHead.in(this);
        }
        ready = false;
        message = null;
        return this;
    }

    @Override
    public void close() {
        ready = false;
        message = null;
        source = Collections::emptyIterator;
        messages = Collections.emptyIterator();
    }
}
