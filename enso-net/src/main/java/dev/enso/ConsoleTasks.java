package dev.enso;

import dev.enso.core.Future;
import dev.enso.reactor.ObjectInfo;
import dev.enso.reactor.ObjectTable;
import dev.enso.reactor.Refused;
import dev.enso.reactor.Remote;
import dev.enso.reactor.Rights;
import dev.enso.reactor.TaskOptions;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The commands that name objects, start and await tasks, and send to actors and queues. */
final class ConsoleTasks {
    private static final int NAMES = 256;
    /** A command's block is a quarter of what a reactor has for a millisecond. */
    private static final int IDS = 1024;

    private final ConsoleNode node;
    /** Registered here, with their ids; those that have gone are found out when the room is used up. */
    private final Map<String, Long> names = new ConcurrentHashMap<>();

    ConsoleTasks(ConsoleNode node) {
        this.node = node;
    }

    void addTo(ConsoleCommands commands) {
        commands.add("register", "register NAME ID R|W|RW", "names an object", this::register);
        commands.add("unregister", "unregister NAME", "takes a name back", this::unregister);
        commands.add(
                "lookup",
                "lookup NAME",
                "shows what a name leads to",
                words -> node.named(words.next("NAME")).map(ObjectInfo::toString));
        commands.add("spawn", "spawn WORK [REACTOR]", "starts work that the program offers", this::spawn);
        commands.add("join", "join ID", "waits for the end of a task", words -> {
            long id = words.id();
            return node.owner(id).join(id).map(String::valueOf);
        });
        commands.add("send", "send ID|NAME TEXT", "puts text into an actor, a queue or a ring", this::send);
        commands.add("seq", "seq [COUNT] [REACTOR]", "gives ids, ordered by time", this::seq);
    }

    private Future<String> register(ConsoleWords words) {
        String name = words.next("NAME");
        long id = words.id();
        Rights rights = words.oneOf("rights", Rights.values());
        return roomForName()
                .then(room -> node.owner(id).register(name, id, rights))
                .map(info -> {
                    names.put(name, info.id());
                    return info.toString();
                });
    }

    private Future<Boolean> roomForName() {
        Future<Boolean> looked = Future.of(true);
        if (names.size() >= NAMES) {
            for (Remote there : node.reactors(new ConsoleWords(""))) {
                looked = looked.then(before -> forgetGone(there));
            }
        }
        return looked.map(room -> {
            if (names.size() >= NAMES) {
                throw new IllegalArgumentException(
                        "the console registers at most " + NAMES + " names: unregister some of those it has");
            }
            return true;
        });
    }

    /** Forgets the names of what has ended there; those of a reactor that has stopped are kept until it is started again. */
    private Future<Boolean> forgetGone(Remote there) {
        return node.on(there, Future.call(() -> {
                    ObjectTable table = there.reactor().core().objects();
                    return names.values().removeIf(id -> node.owner(id).index() == there.index() && hasGone(table, id));
                }))
                .recover(stopped -> false);
    }

    private static boolean hasGone(ObjectTable table, long id) {
        try {
            table.info(id);
            return false;
        } catch (Refused gone) {
            return true;
        }
    }

    private Future<String> unregister(ConsoleWords words) {
        String name = words.next("NAME");
        return node.named(name)
                .then(info -> node.owner(info.id()).unregister(info.id()))
                .map(gone -> {
                    names.remove(name);
                    return gone ? "unregistered" : "it had gone before";
                });
    }

    private Future<String> spawn(ConsoleWords words) {
        String name = words.next("WORK");
        Supplier<? extends Future<?>> work = node.work(name);
        Remote there = words.hasNext() ? node.reactor(words) : node.placed(name);
        node.requireRoomForWork();
        return spawn(there, name, work.get());
    }

    private <T> Future<String> spawn(Remote there, String name, Future<T> work) {
        return there.spawn(TaskOptions.named(name), work)
                .map(node::started)
                .map(task -> Long.toHexString(task.id()) + " " + task);
    }

    private Future<String> send(ConsoleWords words) {
        Future<ObjectInfo> object = node.object(words);
        String text = words.rest("TEXT");
        return object.then(info -> node.owner(info.id()).send(info.id(), text))
                .map(sent -> sent.toString().toLowerCase(Locale.ROOT));
    }

    private Future<String> seq(ConsoleWords words) {
        int count = words.hasNext() ? words.number("COUNT", 1, IDS) : 1;
        return node.reactorOr(words, node.at(0))
                .seq(count)
                .map(block -> block.first() + (count == 1 ? "" : " to " + block.last()));
    }
}
