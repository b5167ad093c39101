package dev.enso.core;

import org.jspecify.annotations.Nullable;

/**
 * All messages, once the source has ended. A list grows at its front, so they are collected newest first and turned round
 * at the end; both spend budget.
 */
final class ToListFuture<T extends @Nullable Object> implements Future<List<T>> {
    private Stream<T> source;
    private List<T> newestFirst = List.empty();
    private List<T> inOrder = List.empty();

    /** What poll answers without looking; PENDING while it has to look. */
    private Polled state = Polled.PENDING;

    private boolean collected;

    ToListFuture(Stream<T> source) {
        InPlace.refuse(source, "toList");
        this.source = source;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (state != Polled.PENDING) {
            return state;
        }
        while (!collected) {
            Polled polled = source.poll(cx);
            if (polled == Polled.PENDING) {
                return Polled.PENDING;
            }
            if (polled == Polled.ENDED) {
                collected = true;
                break;
            }
            InPlace.refuse(source, "toList");
            newestFirst = newestFirst.prepend(source.head());
            Stream<T> rest = source.tail();
            if (rest != source) {
                source = rest;
            }
            if (!cx.spend()) {
                return Polled.PENDING;
            }
        }
        while (!newestFirst.isEmpty()) {
            inOrder = inOrder.prepend(newestFirst.head());
            newestFirst = newestFirst.tail();
            if (!cx.spend()) {
                return Polled.PENDING;
            }
        }
        state = Polled.READY;
        return Polled.READY;
    }

    @Override
    public List<T> head() {
        if (state != Polled.READY) {
            throw NoHead.in(this);
        }
        return inOrder;
    }

    @Override
    public Stream<List<T>> tail() {
        if (state != Polled.READY) {
            throw NoHead.in(this);
        }
        close();
        return this;
    }

    @Override
    public void close() {
        state = Polled.ENDED;
        newestFirst = List.empty();
        inOrder = List.empty();
        Stream<T> closing = source;
        source = Stream.empty();
        closing.close();
    }
}
