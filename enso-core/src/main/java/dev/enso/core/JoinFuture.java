package dev.enso.core;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The values of many futures, once all are there. They share the task's waker, so a poll looks at all that have not come;
 * a value that has come stays with its future, unreleased, until the list is.
 */
final class JoinFuture<T extends @Nullable Object> implements Future<List<T>> {
    private java.util.List<Stream<? extends T>> sources = new ArrayList<>();
    private List<T> values = List.empty();

    /** Those before it have come. Out of order ones are asked again: READY is idempotent. */
    private int come;

    /** What poll answers without looking; PENDING while it has to look. */
    private Polled state = Polled.PENDING;

    JoinFuture(Iterable<? extends Future<? extends T>> futures) {
        for (Future<? extends T> future : futures) {
            InPlace.refuse(future, "join");
            sources.add(future);
        }
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (state != Polled.PENDING) {
            return state;
        }
        boolean all = true;
        for (int i = come; i < sources.size(); i++) {
            Polled polled = sources.get(i).poll(cx);
            if (polled == Polled.ENDED) {
                close();
                return Polled.ENDED;
            }
            all &= polled == Polled.READY;
            come += all ? 1 : 0;
        }
        if (!all) {
            return Polled.PENDING;
        }
        for (int i = sources.size() - 1; i >= 0; i--) {
            InPlace.refuse(sources.get(i), "join");
            values = values.prepend(sources.get(i).head());
        }
        state = Polled.READY;
        return Polled.READY;
    }

    @Override
    public List<T> head() {
        if (state != Polled.READY) {
            throw NoHead.in(this);
        }
        return values;
    }

    @Override
    public Stream<List<T>> tail() {
        if (state != Polled.READY) {
            throw NoHead.in(this);
        }
        // Taken, and not only seen: a future that made something to be closed would close it otherwise.
        try {
            sources.replaceAll(source -> source.tail());
        } finally {
            close();
        }
        return this;
    }

    @Override
    public void close() {
        state = Polled.ENDED;
        values = List.empty();
        java.util.List<Stream<? extends T>> closing = sources;
        sources = java.util.List.of();
        RuntimeException failure = null;
        for (Stream<?> source : closing) {
            try {
                source.close();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
