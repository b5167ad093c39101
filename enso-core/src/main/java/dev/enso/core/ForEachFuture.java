package dev.enso.core;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows all messages to an action; the head, null, says that the source has ended. */
final class ForEachFuture<T extends @Nullable Object> implements Future<@Nullable Void> {
    private Stream<T> source;
    private final Consumer<? super T> action;

    /** What poll answers without looking; PENDING while it has to look. */
    private Polled state = Polled.PENDING;

    ForEachFuture(Stream<T> source, Consumer<? super T> action) {
        this.source = source;
        this.action = action;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (state != Polled.PENDING) {
            return state;
        }
        while (true) {
            Polled polled = source.poll(cx);
            if (polled == Polled.PENDING) {
                return Polled.PENDING;
            }
            if (polled == Polled.ENDED) {
                state = Polled.READY;
                return Polled.READY;
            }
            action.accept(source.head());
            Stream<T> rest = source.tail();
            if (rest != source) {
                source = rest;
            }
            if (!cx.spend()) {
                return Polled.PENDING;
            }
        }
    }

    @Override
    @SuppressWarnings("NullAway") // the type argument says that it is null
    public @Nullable Void head() {
        if (state != Polled.READY) {
            throw NoHead.in(this);
        }
        return null;
    }

    @Override
    public Stream<@Nullable Void> tail() {
        if (state != Polled.READY) {
            throw NoHead.in(this);
        }
        close();
        return this;
    }

    @Override
    public void close() {
        state = Polled.ENDED;
        Stream<T> closing = source;
        source = Stream.empty();
        closing.close();
    }
}
