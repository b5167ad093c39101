package dev.enso.examples.rings;

import dev.enso.channel.Subscriber;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;

/** Reads a ring through its own cursor, in place and in batches; ready with the sum of the prices at the end of the ring. */
final class Link implements Future<Link.Sum> {
    private static final int BATCH = 64;

    /**
     * What a link has read.
     *
     * @param messages how many
     * @param prices their sum
     */
    record Sum(long messages, long prices) {}

    /** What a link does to its cursor while messages flow. */
    @FunctionalInterface
    interface Deed {
        void apply(Subscriber<Quote> cursor);
    }

    private final Subscriber<Quote> cursor;
    private final long when;
    private final Deed deed;
    private boolean done;
    private boolean ready;
    private long messages;
    private long prices;

    /**
     * Reads to the end.
     *
     * @param when after so many messages the deed is done, once
     */
    Link(Subscriber<Quote> cursor, long when, Deed deed) {
        this.cursor = cursor;
        this.when = when;
        this.deed = deed;
    }

    @Override
    public Polled poll(Context cx) {
        while (!ready) {
            int claimed = cursor.claim(BATCH);
            if (claimed == 0) {
                switch (cursor.poll(cx)) {
                    case PENDING -> {
                        return Polled.PENDING;
                    }
                    case ENDED -> ready = true;
                    default -> {} // claimed with the next look
                }
                continue;
            }
            for (int i = 0; i < claimed; i++) {
                prices += cursor.at(i).price;
            }
            cursor.commit(claimed);
            messages += claimed;
            if (!done && messages >= when) {
                done = true;
                deed.apply(cursor);
            }
            if (!cx.spend()) {
                return Polled.PENDING;
            }
        }
        return Polled.READY;
    }

    @Override
    public Sum head() {
        if (!ready) {
            throw new IllegalStateException("the link reads on: poll until READY first");
        }
        return new Sum(messages, prices);
    }

    @Override
    public Stream<Sum> tail() {
        head();
        return Stream.empty();
    }

    @Override
    public void close() {
        cursor.close();
    }
}
