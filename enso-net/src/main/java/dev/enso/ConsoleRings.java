package dev.enso;

import dev.enso.channel.Lag;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Future;
import dev.enso.queues.Publishing;
import dev.enso.queues.RemoteCursor;
import dev.enso.queues.RemoteRings;
import dev.enso.queues.Split;
import dev.enso.queues.Turbine;
import dev.enso.reactor.ObjectInfo;
import dev.enso.reactor.ObjectTable;
import dev.enso.reactor.Refused;
import dev.enso.reactor.Remote;
import dev.enso.reactor.Rights;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * The commands for rings and cursors. Rings that are made here carry text. Cursors that are opened here skip what they are too
 * late for, so that one that nobody reads holds no writer up; and {@code take} reads from those alone, since others have a
 * reader already.
 */
final class ConsoleRings {
    private static final int RINGS = 16;
    private static final int CURSORS = 256;
    private static final int CAPACITY = 4096;
    private static final int TAKEN = 1000;
    private static final ToLongFunction<Object> KEY = Object::hashCode;

    private final ConsoleNode node;
    private final Turbine turbine = Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT);
    /** Made here and not closed here. */
    private final Set<Long> rings = new ConcurrentSkipListSet<>();

    private final Set<Long> cursors = new ConcurrentSkipListSet<>();

    ConsoleRings(ConsoleNode node) {
        this.node = node;
    }

    void addTo(ConsoleCommands commands) {
        commands.add("ring", "ring NAME [CAPACITY] [REACTOR]", "makes a ring for text; send writes to it", this::ring);
        commands.add(
                "cursor", "cursor RING [oldest|latest|SEQUENCE] [REACTOR]", "opens a cursor over a ring", this::cursor);
        commands.add("take", "take CURSOR [COUNT]", "shows what a cursor comes to next, and goes on", this::take);
        commands.add(
                "split",
                "split CURSOR share|overlap|HASH [REACTOR]",
                "takes a part of a cursor, or what hashes to HASH or more",
                this::split);
        commands.add("merge", "merge CURSOR PART", "gives a part of a cursor back", this::merge);
        commands.add("migrate", "migrate CURSOR REACTOR", "moves a cursor to another reactor", this::migrate);
        commands.add("close", "close ID", "closes a cursor, or a ring that the verb ring has made", this::close);
    }

    private static void requireRoom(Set<Long> made, int most, String what) {
        if (made.size() >= most) {
            throw new IllegalArgumentException("the console keeps at most " + most + " " + what + ": close some of "
                    + made.stream().map(Long::toHexString).limit(most).toList());
        }
    }

    private Future<String> ring(ConsoleWords words) {
        String name = words.next("NAME");
        int capacity = words.hasNext() ? words.number("CAPACITY", 1, CAPACITY) : 1024;
        Remote there = node.reactorOr(words, node.placed(name));
        requireRoom(rings, RINGS, "rings");
        return RemoteRings.at(there)
                .<String>shared(name, () -> turbine.pub(capacity))
                .map(id -> {
                    rings.add(id);
                    return Long.toHexString(id);
                });
    }

    private Future<String> cursor(ConsoleWords words) {
        Future<ObjectInfo> ring = node.object(words);
        Subscription subscription = subscription(words).lag(Lag.SKIP).named("console");
        LongFunction<Remote> target = target(words);
        requireRoom(cursors, CURSORS, "cursors");
        return ring.then(info -> node.on(
                        target.apply(info.id()),
                        RemoteRings.at(node.owner(info.id())).cursor(info.id(), subscription)))
                .map(this::opened);
    }

    private static Subscription subscription(ConsoleWords words) {
        if (!words.hasNext()) {
            return Subscription.oldest();
        }
        if (words.isNumberNext()) {
            return Subscription.from(words.number("SEQUENCE", 0, Integer.MAX_VALUE));
        }
        String start = words.next("a start");
        return switch (start.toLowerCase(Locale.ROOT)) {
            case "oldest" -> Subscription.oldest();
            case "latest" -> Subscription.latest();
            default ->
                throw new IllegalArgumentException(
                        "a cursor starts at oldest, latest, or a sequence: " + ConsoleWords.quoted(start));
        };
    }

    /** The reactor that is named next, or the owner of what is asked for. */
    private LongFunction<Remote> target(ConsoleWords words) {
        if (!words.hasNext()) {
            return node::owner;
        }
        Remote there = node.reactor(words);
        return id -> there;
    }

    private String opened(RemoteCursor<?> cursor) {
        cursors.add(cursor.id());
        return Long.toHexString(cursor.id()) + " at " + cursor.subscriber().position();
    }

    private Future<String> take(ConsoleWords words) {
        long id = words.id();
        int count = words.hasNext() ? words.number("COUNT", 1, TAKEN) : 10;
        if (!cursors.contains(id)) {
            throw new Refused(
                    Refused.Reason.RIGHTS,
                    Long.toHexString(id) + " was not opened by this console, and has a reader of its own: open another"
                            + " over the ring, or split it with overlap");
        }
        Remote owner = node.owner(id);
        return node.on(owner, Future.call(() -> take(subscriber(owner, id), count)));
    }

    private static Subscriber<?> subscriber(Remote owner, long id) {
        return owner.reactor().core().objects().get(id, RemoteRings.CURSOR, Rights.RW);
    }

    private static String take(Subscriber<?> cursor, int count) {
        StringBuilder text = new StringBuilder();
        int left = count;
        // One that was split by key claims no farther than to the next message that it doesn't see.
        for (int claimed; left > 0 && (claimed = cursor.claim(left)) > 0; left -= claimed) {
            long first = cursor.position();
            for (int i = 0; i < claimed; i++) {
                text.append(first + i)
                        .append(' ')
                        .append(String.valueOf(cursor.at(i)).replaceAll("[\\r\\n]+", " "))
                        .append('\n');
            }
            cursor.commit(claimed);
        }
        return text.toString();
    }

    private Future<String> split(ConsoleWords words) {
        long id = words.id();
        Split<Object> how = how(words);
        LongFunction<Remote> target = target(words);
        requireRoom(cursors, CURSORS, "cursors");
        return node.on(target.apply(id), RemoteRings.at(node.owner(id)).split(id, how))
                .map(this::opened);
    }

    private static Split<Object> how(ConsoleWords words) {
        String how = words.next("share, overlap or HASH");
        return switch (how.toLowerCase(Locale.ROOT)) {
            case "share" -> Split.byShare();
            case "overlap" -> Split.overlapped();
            default -> {
                try {
                    yield Split.byKey(KEY, Integer.parseInt(how));
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException(
                            "a cursor is split by share, with overlap, or at a hash, which is a number: "
                                    + ConsoleWords.quoted(how),
                            e);
                }
            }
        };
    }

    private Future<String> merge(ConsoleWords words) {
        long whole = words.id();
        long part = words.id();
        Remote reader = node.owner(part);
        return node.on(
                        reader,
                        Future.defer(() -> RemoteRings.at(node.owner(whole)).merge(whole, part(reader, part))))
                .map(merged -> {
                    cursors.remove(part);
                    return "merged";
                });
    }

    private static RemoteCursor<Object> part(Remote reader, long id) {
        ObjectTable table = reader.reactor().core().objects();
        @SuppressWarnings("unchecked") // the ring refuses what was not split from the whole
        Subscriber<Object> subscriber = (Subscriber<Object>) table.get(id, RemoteRings.CURSOR, Rights.RW);
        return new RemoteCursor<>(id, subscriber, table.info(id).range());
    }

    private Future<String> migrate(ConsoleWords words) {
        long id = words.id();
        Remote there = node.reactor(words);
        boolean own = cursors.contains(id);
        return node.on(there, RemoteRings.at(node.owner(id)).migrate(id)).map(cursor -> {
            if (own) {
                cursors.remove(id);
                cursors.add(cursor.id());
            }
            return Long.toHexString(cursor.id()) + " at " + cursor.subscriber().position();
        });
    }

    private Future<String> close(ConsoleWords words) {
        long id = words.id();
        return RemoteRings.at(node.owner(id)).close(id).map(closed -> {
            rings.remove(id);
            cursors.remove(id);
            return closed ? "closed" : "it had gone before";
        });
    }
}
