package dev.enso.reactor;

import dev.enso.channel.Sent;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The verbs that need nothing but reactors. */
final class CoreVerbs {
    static final Verb<Spawn<?>, Task<?>> SPAWN = Verb.of("spawn", "starts a task there");
    static final Verb<Long, Task<@Nullable Object>> JOIN = Verb.of("join", "waits for the end of a task");
    static final Verb<Send, Sent> SEND = Verb.of("send", "puts a message into an actor or a queue");
    static final Verb<@Nullable Void, @Nullable Void> SYNC =
            Verb.of("sync", "answers when everything sent before was handled");
    static final Verb<Integer, IdBlock> SEQ = Verb.of("seq", "gives a block of ids, ordered by time");
    static final Verb<Register, ObjectInfo> REGISTER = Verb.of("register", "names an object");
    static final Verb<Long, Boolean> UNREGISTER = Verb.of("unregister", "takes a name back");
    static final Verb<Long, ObjectInfo> LOOK_UP = Verb.of("lookup", "tells what an id or a name leads to");
    static final Verb<@Nullable Void, Listing> LIST = Verb.of("list", "shows sources, objects and tasks");

    static final Verb<@Nullable Void, ReactorPicture> DESCRIBE =
            Verb.of("describe", "shows tasks, cursors, timers and connections");

    static final Verb<Integer, ListingPage> PAGE = Verb.of("page", "shows objects and tasks, some at a time");
    static final Verb<Duration, @Nullable Void> REACTOR = Verb.of("reactor", "drains it and stops it");

    private CoreVerbs() {}

    record Spawn<T extends @Nullable Object>(TaskOptions options, Future<T> work) {
        Task<T> on(Reactor reactor) {
            try {
                return reactor.spawn(options, work);
            } catch (RejectedExecutionException full) {
                throw new Refused(Refused.Reason.FULL, String.valueOf(full.getMessage()));
            }
        }

        /** The task of this question, whose type the verb's constant can't tell. */
        @SuppressWarnings("unchecked")
        Task<T> cast(Task<?> spawned) {
            return (Task<T>) spawned;
        }
    }

    record Send(long object, Object message) {}

    record Register(String name, long object, Rights rights) {}

    @SuppressWarnings("NullAway") // it does not read that the type argument is nullable
    static void serve(InterCore group) {
        group.serve(SPAWN, (at, spawn) -> spawn.on(at.reactor()));
        group.serve(JOIN, CoreVerbs::join);
        group.serve(SEND, (at, send) -> at.objects().send(send.object(), send.message()));
        group.serve(SYNC, (at, nothing, reply) -> {
            reply.set(null);
            reply.afterInbox(at);
            return Polled.PENDING;
        });
        group.serve(SEQ, (at, count, reply) -> at.sequence().serve(at, count, reply));
        group.serve(REGISTER, CoreVerbs::register);
        group.serve(UNREGISTER, (at, id) -> at.objects().unname(id));
        group.serve(LOOK_UP, (at, id) -> at.objects().info(id));
        group.serve(PAGE, (at, from) -> at.objects().page(from));
        group.serve(DESCRIBE, (at, nothing) -> ReactorPicture.of(at));
        group.serve(REACTOR, (at, limit) -> {
            at.reactor().retire(Nanos.of(limit));
            return null;
        });
        group.serve(LIST, (at, nothing) -> Listing.of(at));
    }

    @SuppressWarnings("unchecked") // whoever joins by an id knows what the task makes
    private static Task<@Nullable Object> join(CoreContext at, long id) {
        return (Task<@Nullable Object>) at.objects().task(id);
    }

    private static ObjectInfo register(CoreContext at, Register register) {
        ObjectTable table = at.objects();
        long id = table.name(register.name(), register.object(), register.rights());
        Long taken = at.reactor().group().interCore().names().claim(register.name(), id);
        if (taken != null) {
            table.remove(id);
            throw new Refused(
                    Refused.Reason.TAKEN,
                    "'" + register.name() + "' is " + ObjectId.text(taken) + " of reactor " + ObjectId.reactor(taken)
                            + " already: take another name, or unregister that one there");
        }
        return table.info(id);
    }
}
