package dev.enso.queues;

import dev.enso.channel.Publisher;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Future;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.InterCore;
import dev.enso.reactor.Kind;
import dev.enso.reactor.Message;
import dev.enso.reactor.ObjectTable;
import dev.enso.reactor.Range;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Refused;
import dev.enso.reactor.Remote;
import dev.enso.reactor.Rights;
import dev.enso.reactor.Verb;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The verbs {@code ring}, {@code cursor} and {@code split}, with {@code merge} and {@code migrate}: rings that other reactors
 * own, and cursors over them that live where they are read.
 *
 * <pre>{@code
 * RemoteRings rings = RemoteRings.at(node.at(1));
 * rings.slots("quotes", () -> turbine.slots(1024, Quote::new))      // made there, its memory touched there first
 *     .then(ring -> RemoteRings.at(node.of(ring.id())).cursor(ring, Subscription.oldest()))
 *     .map(cursor -> cursor.subscriber());                           // read here, by the task's reactor
 * }</pre>
 *
 * A ring stands in the table of the reactor that made it, a cursor in the table of the reactor that reads it; so whoever has
 * a cursor's id may ask its owner for a part of it, or for all of it. The futures are polled by tasks: what they answer belongs
 * to the reactor of the task, and is listed there. Answers whose asker has gone are closed.
 */
public final class RemoteRings {
    /** In the object table: a ring, which others subscribe to. */
    private static final Kind<Made> RING = Kind.<Made>of("RING", Kind.Source.MQ)
            .showing(made -> String.valueOf(made.writer()))
            .receiving(Made::take)
            .closing(made -> made.close().run());
    /** In the object table: a cursor, which its reactor reads. */
    public static final Kind<Subscriber<?>> CURSOR =
            Kind.<Subscriber<?>>of("CURSOR", Kind.Source.MQ).closing(Subscriber::close);

    private static final Verb<Making, RemoteRing<?>> MAKE =
            Verb.<Making, RemoteRing<?>>of("ring", "makes a ring there").unwanted(RemoteRing::close);
    private static final Verb<Opening, Moved> OPEN = moving("cursor", "opens a cursor over a ring");
    private static final Verb<Splitting, Moved> SPLIT = moving("split", "takes a part of a cursor");
    private static final Verb<Long, Moved> MIGRATE = moving("migrate", "takes over a cursor");
    private static final Verb<Merging, Boolean> MERGE = Verb.of("merge", "gives a part of a cursor back");

    private static <Q> Verb<Q, Moved> moving(String name, String description) {
        return Verb.<Q, Moved>of(name, description)
                .unwanted(moved -> moved.subscriber().close());
    }

    private static final Verb<Long, Boolean> CLOSE = Verb.of("close", "closes a ring or a cursor");

    private record Making(String name, Supplier<Made> make) {}

    /**
     * A ring, whatever writes to it.
     *
     * @param receive takes what is sent to its id, on its reactor; null when somebody else has the publisher
     */
    private record Made(
            Object writer,
            Function<Subscription, Subscriber<?>> subscribe,
            @Nullable Function<Object, Sent> receive,
            Runnable close) {
        @Nullable Sent take(Object message) {
            return receive == null ? null : receive.apply(message);
        }
    }

    private record Opening(long ring, Subscription subscription) {}

    /** By share when there is no key. */
    private record Splitting(long cursor, Split<?> how) {}

    private record Merging(long cursor, Subscriber<?> part, Range keys) {}

    /** A cursor on its way to the reactor that will read it. */
    private record Moved(String name, Subscriber<?> subscriber, Range keys) {}

    /** A ring that was closed leaves the table. */
    private record Removal(long id) implements Message {
        @Override
        public void deliver(CoreContext at) {
            at.objects().remove(id);
        }

        /** Nothing is lost: the table has gone with its reactor. */
        @Override
        public void undelivered(Reactor target) {}
    }

    private final Remote there;

    private RemoteRings(Remote there) {
        this.there = there;
    }

    /** Contributes the verbs; {@code dev.enso.Enso} does it. */
    public static void serve(InterCore group) {
        group.serve(MAKE, RemoteRings::make);
        group.serve(OPEN, RemoteRings::open);
        group.serve(SPLIT, RemoteRings::split);
        group.serve(MIGRATE, RemoteRings::migrate);
        group.serve(MERGE, RemoteRings::merge);
        group.serve(CLOSE, RemoteRings::close);
    }

    /** The rings and cursors of this reactor. */
    public static RemoteRings at(Remote there) {
        return new RemoteRings(Objects.requireNonNull(there, "there"));
    }

    /**
     * {@code ring}: makes a ring there, which touches its memory first. Its publisher may be used by any one thread at a time,
     * here or there.
     *
     * @param name for listings and messages
     * @param make makes it, on the reactor's thread; {@link Turbine#slots} say
     */
    public <T> Future<RemoteRing<Publisher<T>>> ring(String name, Supplier<? extends Publisher<T>> make) {
        return making(name, () -> {
            Publisher<T> made = Objects.requireNonNull(make.get(), "the supplier of a ring made null");
            return new Made(made, made::subscribe, null, made::close);
        });
    }

    /**
     * {@code ring}: makes a ring that everybody writes to by sending to its id ({@link Remote#send(long, Object)}): its reactor
     * does the writing, so it needs but one publisher.
     *
     * @return ready with the ring's id
     */
    @SuppressWarnings("unchecked") // a message of a wrong type is found by who reads it
    public <T> Future<Long> shared(String name, Supplier<? extends Publisher<T>> make) {
        return making(name, () -> {
                    Publisher<T> made = Objects.requireNonNull(make.get(), "the supplier of a ring made null");
                    return new Made(made, made::subscribe, message -> made.offer((T) message), made::close);
                })
                .map(RemoteRing::id);
    }

    /** The same for a ring whose slots are filled in place. */
    public <T> Future<RemoteRing<SlotPublisher<T>>> slots(String name, Supplier<? extends SlotPublisher<T>> make) {
        return making(name, () -> {
            SlotPublisher<T> made = Objects.requireNonNull(make.get(), "the supplier of a ring made null");
            return new Made(made, made::subscribe, null, made::close);
        });
    }

    @SuppressWarnings("unchecked") // the writer is what the supplier made
    private <P> Future<RemoteRing<P>> making(String name, Supplier<Made> make) {
        return there.ask(MAKE, new Making(Objects.requireNonNull(name, "name"), make))
                .map(ring -> (RemoteRing<P>) ring);
    }

    /**
     * {@code cursor}: opens a cursor over a ring of that reactor, to be read here.
     *
     * <p>Fails with {@link Refused}: RIGHTS unless the ring's id allows R; RANGE when the sequence to start at is outside of the
     * ring's range, gone, or not yet published; STALE when the ring has gone; CLOSED when it was closed.
     */
    public <T> Future<RemoteCursor<T>> cursor(RemoteRing<Publisher<T>> ring, Subscription subscription) {
        return cursor(ring.id(), subscription);
    }

    /** The same by the ring's id, or by the id of a name for it. */
    public <T> Future<RemoteCursor<T>> cursor(long ring, Subscription subscription) {
        return arriving(there.ask(OPEN, new Opening(ring, Objects.requireNonNull(subscription, "subscription"))));
    }

    /**
     * {@code split}: takes a part of a cursor of that reactor, to be read here, while messages flow.
     *
     * <p>Fails with {@link Refused}: RIGHTS unless the cursor's id allows RW; RANGE when it is split at a key that does not belong
     * to it; STALE when the cursor has gone.
     *
     * @param cursor its id
     */
    public <T> Future<RemoteCursor<T>> split(long cursor, Split<T> how) {
        return arriving(there.ask(SPLIT, new Splitting(cursor, Objects.requireNonNull(how, "how"))));
    }

    /** Takes over a cursor of that reactor, with all that it has claimed: it is read here from now on, and ends there. */
    public <T> Future<RemoteCursor<T>> migrate(long cursor) {
        return arriving(there.ask(MIGRATE, cursor));
    }

    /**
     * Gives a part back that was split from a cursor of that reactor: what it had still to see is seen there. On the reactor that
     * reads the part, whose entry goes when the merge has succeeded; a refusal leaves both as they were.
     *
     * @return ready with true
     */
    public <T> Future<Boolean> merge(long cursor, RemoteCursor<T> part) {
        Future<Boolean> asked = there.ask(MERGE, new Merging(cursor, part.subscriber(), part.keys()));
        return new Arriving<>(
                asked,
                (at, merged) -> {
                    at.objects().remove(part.id());
                    return merged;
                },
                (at, merged) -> {});
    }

    /**
     * Closes a ring or a cursor of that reactor, and forgets it: the cursors of a ring come to their end in order.
     *
     * @param id a ring that is {@linkplain #shared shared}, or any cursor; OWNER for other rings, whose {@link RemoteRing}
     *     closes them
     * @return ready with true; with false when it had gone before
     */
    public Future<Boolean> close(long id) {
        return there.ask(CLOSE, id);
    }

    /** Closes a cursor that is read here, and forgets it; on its reactor. */
    public static void close(CoreContext at, RemoteCursor<?> cursor) {
        at.objects().remove(cursor.id());
        cursor.subscriber().close();
    }

    private static <T> Future<RemoteCursor<T>> arriving(Future<Moved> asked) {
        return new Arriving<>(asked, RemoteRings::<T>enlist, RemoteRings::close);
    }

    @SuppressWarnings("unchecked") // whoever asks for a cursor knows what its ring carries
    private static <T> RemoteCursor<T> enlist(CoreContext at, Moved moved) {
        Subscriber<T> subscriber = (Subscriber<T>) moved.subscriber();
        long id = at.objects().add(CURSOR, moved.name(), subscriber, Rights.RW, moved.keys());
        return new RemoteCursor<>(id, subscriber, moved.keys());
    }

    // Over there

    private static RemoteRing<?> make(CoreContext at, Making making) {
        Made made = making.make().get();
        long id = at.objects().add(RING, making.name(), made);
        return new RemoteRing<>(id, made.writer(), () -> {
            made.close().run();
            at.reactor().send(new Removal(id));
        });
    }

    private static Moved open(CoreContext at, Opening opening) {
        ObjectTable table = at.objects();
        Subscription subscription = opening.subscription();
        boolean counted = subscription.start() == Subscription.Start.SEQUENCE;
        Made ring = counted
                ? table.get(opening.ring(), RING, Rights.R, subscription.sequence())
                : table.get(opening.ring(), RING, Rights.R);
        String name = subscription.name().isEmpty() ? table.info(opening.ring()).name() : subscription.name();
        return refusing(() -> new Moved(name, ring.subscribe().apply(subscription), Range.ALL));
    }

    private static Moved split(CoreContext at, Splitting splitting) {
        ObjectTable table = at.objects();
        return refusing(() -> take(table, splitting.cursor(), splitting.how()));
    }

    @SuppressWarnings("unchecked") // whoever splits a cursor knows what its ring carries
    private static <T> Moved take(ObjectTable table, long cursor, Split<T> how) {
        String name = table.info(cursor).name();
        ToLongFunction<? super T> key = how.key();
        if (key == null) {
            Subscriber<T> whole = (Subscriber<T>) table.get(cursor, CURSOR, Rights.RW);
            Range keys = table.info(cursor).range();
            return new Moved(name, how.overlaps() ? whole.splitOverlapped() : whole.splitByShare(), keys);
        }
        Subscriber<T> whole = (Subscriber<T>) table.get(cursor, CURSOR, Rights.RW, how.from());
        Range keys = table.info(cursor).range();
        Subscriber<T> part = whole.splitByKey(key, how.from());
        table.range(cursor, new Range(keys.from(), how.from()));
        return new Moved(name, part, new Range(how.from(), keys.to()));
    }

    private static Moved migrate(CoreContext at, long cursor) {
        ObjectTable table = at.objects();
        Subscriber<?> subscriber = table.get(cursor, CURSOR, Rights.RW);
        String name = table.info(cursor).name();
        Range keys = table.info(cursor).range();
        Subscriber<?> moved = refusing(subscriber::migrate);
        table.remove(cursor);
        return new Moved(name, moved, keys);
    }

    private static boolean merge(CoreContext at, Merging merging) {
        ObjectTable table = at.objects();
        mergeInto(table.get(merging.cursor(), CURSOR, Rights.RW), merging.part());
        Range own = table.info(merging.cursor()).range();
        Range back = merging.keys();
        table.range(merging.cursor(), new Range(Math.min(own.from(), back.from()), Math.max(own.to(), back.to())));
        return true;
    }

    @SuppressWarnings("unchecked") // the ring refuses what was not split from it
    private static <T> void mergeInto(Subscriber<T> whole, Subscriber<?> part) {
        refusing(() -> {
            whole.merge((Subscriber<T>) part);
            return whole;
        });
    }

    private static boolean close(CoreContext at, long id) {
        ObjectTable table = at.objects();
        if (!table.contains(id)) {
            return false;
        }
        String kind = table.info(id).kind();
        if (kind.equals(RING.name())) {
            Made ring = table.get(id, RING, Rights.W);
            if (ring.receive() == null) {
                throw new Refused(
                        Refused.Reason.OWNER,
                        table.info(id) + " is written by whoever asked for it, and closed there: RemoteRing.close");
            }
            ring.close().run();
        } else if (kind.equals(CURSOR.name())) {
            table.get(id, CURSOR, Rights.RW).close();
        } else {
            throw new Refused(
                    Refused.Reason.KIND, table.info(id) + " is neither a ring nor a cursor, and only those are closed");
        }
        return table.remove(id);
    }

    /** What a ring says no to, in the words of the bus. */
    private static <R> R refusing(Supplier<R> action) {
        try {
            return action.get();
        } catch (IllegalArgumentException outside) {
            throw new Refused(Refused.Reason.RANGE, String.valueOf(outside.getMessage()));
        } catch (IllegalStateException over) {
            throw new Refused(Refused.Reason.CLOSED, String.valueOf(over.getMessage()));
        }
    }

    @Override
    public String toString() {
        return "RemoteRings[" + there + "]";
    }
}
