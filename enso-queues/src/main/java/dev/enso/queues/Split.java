package dev.enso.queues;

import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a cursor is cut into two, as {@link dev.enso.channel.Subscriber} does it. Immutable.
 *
 * @param <T> the messages
 */
public final class Split<T> {
    private final @Nullable ToLongFunction<? super T> key;
    private final long from;
    private final boolean overlaps;

    private Split(@Nullable ToLongFunction<? super T> key, long from, boolean overlaps) {
        this.key = key;
        this.from = from;
        this.overlaps = overlaps;
    }

    /** Each message is seen by one of the two, whoever comes first. */
    public static <T> Split<T> byShare() {
        return new Split<>(null, 0, false);
    }

    /** Both see every message. */
    public static <T> Split<T> overlapped() {
        return new Split<>(null, 0, true);
    }

    /**
     * The new one sees the messages whose key is {@code from} or more, the old one the others.
     *
     * @param key runs on the thread of each half; must answer the same for the same message
     */
    public static <T> Split<T> byKey(ToLongFunction<? super T> key, long from) {
        return new Split<>(Objects.requireNonNull(key, "key"), from, false);
    }

    /** Null when it is not by key. */
    @Nullable ToLongFunction<? super T> key() {
        return key;
    }

    long from() {
        return from;
    }

    boolean overlaps() {
        return overlaps;
    }

    @Override
    public String toString() {
        return key != null ? "by key from " + from : overlaps ? "overlapped" : "by share";
    }
}
