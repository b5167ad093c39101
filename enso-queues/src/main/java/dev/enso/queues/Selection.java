package dev.enso.queues;

import dev.enso.core.Discipline;
import dev.enso.core.Stream;
import java.util.List;

/**
 * Many streams to wait on at once, channels or any others: in turns, by priority, or by key. A selection and all streams it
 * answers belong to one task; it is used through one of them at a time, and whichever is closed, what it was waiting on is
 * closed with it.
 *
 * <p>It answers as the index of the algebra: {@link #select} is what is waited on under a key.
 *
 * @param <T> the messages
 */
public final class Selection<T> implements Discipline<T> {
    private final List<Stream<? extends T>> streams;

    private Selection(List<Stream<? extends T>> streams) {
        this.streams = streams;
    }

    /**
     * These streams, under the keys 0, 1, 2 …
     *
     * @throws IllegalArgumentException when there are none
     */
    public static <T> Selection<T> of(List<? extends Stream<? extends T>> streams) {
        if (streams.isEmpty()) {
            throw new IllegalArgumentException("a selection needs streams to select from");
        }
        return new Selection<>(List.copyOf(streams));
    }

    /**
     * The stream under a key: the place in the list, and for any other number what remains when it is divided by the size of
     * the list, so that a hash will do.
     */
    @Override
    @SuppressWarnings("unchecked") // streams only hand out
    public Stream<T> select(long key) {
        return (Stream<T>) streams.get(Math.floorMod(key, streams.size()));
    }

    /** All of them, one message each in turn while they have any. Ends when all have ended. */
    public Selected<T> fair() {
        return all(new Turns.Fair());
    }

    /**
     * All of them, the first in the list first. So that the others finish: after {@code patience} messages that overtook
     * somebody, one is taken from the stream that was served the longest ago. Of n streams one that has something waits for
     * at most {@code (n - 1) * (patience + 1)} messages of others.
     *
     * @param patience at least 1; {@link Integer#MAX_VALUE} lets the last wait for ever
     */
    public Selected<T> byPriority(int patience) {
        return all(new Turns.ByPriority(streams.size(), checkPatience(patience)));
    }

    static int checkPatience(int patience) {
        if (patience < 1) {
            throw new IllegalArgumentException("patience is at least one message: patience=" + patience);
        }
        return patience;
    }

    private Selected<T> all(Turns turns) {
        SelectStream<T> all = new SelectStream<>(streams.size(), turns, place -> {});
        for (int i = 0; i < streams.size(); i++) {
            all.join(i, streams.get(i));
        }
        all.seal();
        return all;
    }

    @Override
    public String toString() {
        return "Selection" + streams;
    }
}
