package dev.enso.core;

import org.jspecify.annotations.Nullable;

/** Lists of as many messages as the size says; what is left at the end makes a last, shorter one. */
final class BufferStream<T extends @Nullable Object> implements Stream<List<T>> {
    private Stream<T> source;
    private final int size;

    /** The newest message first while it grows; in order once it is shown. */
    private List<T> messages = List.empty();

    private int count;
    private boolean ready;

    BufferStream(Stream<T> source, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("buffer needs room for at least 1 message: " + size);
        }
        InPlace.refuse(source, "buffer");
        this.source = source;
        this.size = size;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (ready) {
            return Polled.READY;
        }
        while (count < size) {
            Polled polled = source.poll(cx);
            if (polled == Polled.PENDING || (polled == Polled.ENDED && count == 0)) {
                return polled;
            }
            if (polled == Polled.ENDED) {
                break;
            }
            InPlace.refuse(source, "buffer");
            messages = messages.prepend(source.head());
            count++;
            Stream<T> rest = source.tail();
            if (rest != source) {
                source = rest;
            }
            if (!cx.spend()) {
                return Polled.PENDING;
            }
        }
        messages = messages.reverse();
        ready = true;
        return Polled.READY;
    }

    @Override
    public List<T> head() {
        if (!ready) {
            throw NoHead.in(this);
        }
        return messages;
    }

    @Override
    public Stream<List<T>> tail() {
        if (!ready) {
            throw NoHead.in(this);
        }
        clear();
        return this;
    }

    private void clear() {
        ready = false;
        messages = List.empty();
        count = 0;
    }

    @Override
    public void close() {
        clear();
        Stream<T> closing = source;
        source = Stream.empty();
        closing.close();
    }
}
