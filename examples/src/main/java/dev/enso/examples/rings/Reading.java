package dev.enso.examples.rings;

import dev.enso.channel.Subscriber;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves over the segments of a ring, one batch from each. Ready when it has stayed long enough on its core, with what goes on
 * on the next: the same cursors, in other hands.
 */
final class Reading implements Future<Reading> {
    private static final int BATCH = 256;

    private final List<Subscriber<Quote>> cursors;
    private final int stay;
    private final long until;
    private final boolean[] ended;
    private long messages;
    private long prices;
    private boolean ready;
    private boolean over;

    Reading(List<Subscriber<Quote>> cursors, int stay) {
        this(cursors, stay, new boolean[cursors.size()], 0, 0);
    }

    private Reading(List<Subscriber<Quote>> cursors, int stay, boolean[] ended, long messages, long prices) {
        this.cursors = List.copyOf(cursors);
        this.stay = stay;
        this.messages = messages;
        this.prices = prices;
        this.until = messages + stay;
        this.ended = ended;
    }

    @Override
    public Polled poll(Context cx) {
        while (!ready) {
            long before = messages;
            boolean all = true;
            for (int i = 0; i < cursors.size(); i++) {
                all &= ended[i] || reads(i, cx);
            }
            over = all;
            ready = all || messages >= until;
            if (!ready && messages == before) {
                return Polled.PENDING;
            }
            if (!ready && !cx.spend()) {
                return Polled.PENDING;
            }
        }
        return Polled.READY;
    }

    /** A batch of one segment; true at its end. */
    private boolean reads(int segment, Context cx) {
        Subscriber<Quote> cursor = cursors.get(segment);
        int claimed = cursor.claim(BATCH);
        if (claimed == 0 && cursor.poll(cx) == Polled.ENDED) {
            ended[segment] = true;
            return true;
        }
        claimed = cursor.claim(BATCH);
        for (int i = 0; i < claimed; i++) {
            prices += cursor.at(i).price;
        }
        cursor.commit(claimed);
        messages += claimed;
        return false;
    }

    @Override
    public Reading head() {
        if (!ready) {
            throw new IllegalStateException("it reads on: poll until READY first");
        }
        return this;
    }

    /** Its successor has the cursors: nothing is closed here. */
    @Override
    public Stream<Reading> tail() {
        head();
        return Stream.empty();
    }

    boolean isOver() {
        return over;
    }

    long messages() {
        return messages;
    }

    long prices() {
        return prices;
    }

    List<Subscriber<Quote>> cursors() {
        return cursors;
    }

    /** The same reader for another core. */
    Reading migrated() {
        List<Subscriber<Quote>> there = new ArrayList<>();
        for (int i = 0; i < cursors.size(); i++) {
            there.add(ended[i] ? cursors.get(i) : cursors.get(i).migrate());
        }
        return new Reading(there, stay, ended, messages, prices);
    }

    @Override
    public void close() {
        if (!ready) {
            cursors.forEach(Subscriber::close);
        }
    }
}
