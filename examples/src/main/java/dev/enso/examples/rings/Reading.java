package dev.enso.examples.rings;

import dev.enso.channel.Subscriber;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;

/**
 * Moves over the segments of a ring, in place, and sees to it that each core's messages come in their order. Ready when it has
 * stayed long enough on its core, with what goes on on the next: the same cursor, in other hands.
 */
final class Reading implements Future<Reading> {
    private final Subscriber<Quote> cursor;
    private final int segment;
    private final int stay;
    private final long until;
    /** Of each core, the message that comes next. */
    private final long[] next;

    private long messages;
    private boolean ready;
    private boolean over;

    /**
     * @param segment how much it claims at a time
     * @param cores how many write
     * @param stay after so many messages it moves
     */
    Reading(Subscriber<Quote> cursor, int segment, int cores, int stay) {
        this(cursor, segment, new long[cores], stay, 0);
    }

    private Reading(Subscriber<Quote> cursor, int segment, long[] next, int stay, long messages) {
        this.cursor = cursor;
        this.segment = segment;
        this.stay = stay;
        this.next = next;
        this.messages = messages;
        this.until = messages + stay;
    }

    @Override
    public Polled poll(Context cx) {
        while (!ready) {
            int claimed = cursor.claim((int) Math.min(segment, until - messages));
            if (claimed == 0) {
                switch (cursor.poll(cx)) {
                    case PENDING -> {
                        return Polled.PENDING;
                    }
                    case ENDED -> {
                        over = true;
                        ready = true;
                    }
                    default -> {} // claimed with the next look
                }
                continue;
            }
            for (int i = 0; i < claimed; i++) {
                see(cursor.at(i));
            }
            cursor.commit(claimed);
            messages += claimed;
            ready = messages >= until;
            if (!ready && !cx.spend()) {
                return Polled.PENDING;
            }
        }
        return Polled.READY;
    }

    private void see(Quote quote) {
        int core = (int) quote.symbol;
        if (quote.price != next[core]++) {
            throw new IllegalStateException(
                    "core " + core + " sent message " + quote.price + " in place of " + (next[core] - 1));
        }
    }

    @Override
    public Reading head() {
        if (!ready) {
            throw new IllegalStateException("it reads on: poll until READY first");
        }
        return this;
    }

    /** Its successor has the cursor: nothing is closed here. */
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

    /** The same reader for another core. */
    Reading migrated() {
        return new Reading(cursor.migrate(), segment, next, stay, messages);
    }

    @Override
    public void close() {
        if (!ready) {
            cursor.close();
        }
    }

    @Override
    public String toString() {
        return cursor.toString();
    }
}
