package dev.enso.reactor;

import dev.enso.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The reactors of a group as one node: whom to ask, and what can be asked. Any thread.
 *
 * <pre>{@code
 * Remote there = reactors.interCore().at(1);
 * Future<Task<Integer>> spawned = there.spawn(TaskOptions.named("count"), work);  // polled by a task: parks while the lane is full
 * CompletionStage<Void> synced = there.stage(there.sync());                      // from any thread
 * }</pre>
 *
 * <p>Every verb is a typed question with a typed answer, which comes as a future: the answer, or {@link Refused} with the
 * reason. The registry is open: modules contribute verbs by {@link #serve}, and ask them by {@link Remote#ask}.
 */
public final class InterCore {
    private final Reactors group;
    private final Names names = new Names();
    /** Replaced as a whole; in the order in which they came. */
    private volatile Map<Verb<?, ?>, Server<?, ?>> servers = Map.of();

    InterCore(Reactors group) {
        this.group = group;
        CoreVerbs.serve(this);
    }

    /** The reactors it joins. */
    public Reactors reactors() {
        return group;
    }

    /**
     * A reactor, to be asked.
     *
     * @throws IndexOutOfBoundsException when there is none
     */
    public Remote at(int reactor) {
        return new Remote(this, Objects.checkIndex(reactor, group.size()));
    }

    /**
     * A reactor of this group, to be asked.
     *
     * @throws IllegalArgumentException for one of another group
     */
    public Remote at(Reactor reactor) {
        if (reactor.group() != group) {
            throw new IllegalArgumentException(reactor.name() + " is of another group: ask that one's InterCore");
        }
        return at(reactor.index());
    }

    /**
     * The owner of a task or another object.
     *
     * @throws Refused when no reactor of this group has given out such an id
     */
    public Remote of(long id) {
        int index = ObjectId.reactor(id);
        if (id <= 0 || index >= group.size()) {
            throw new Refused(
                    Refused.Reason.UNKNOWN,
                    ObjectId.text(id) + " is no id of " + group.size()
                            + " reactors: ids come from the answers of verbs, and from list");
        }
        return at(index);
    }

    /**
     * Stops one reactor, in order, while the others go on. It takes no more spawns, cancels its services, lets its finite tasks
     * come to their end, and ends its actors with it; messages are delivered until then. What is left at the limit is cut off.
     * Questions that it has not answered fail, and messages that it has not taken go back to who sent them ({@link
     * Message#undelivered}). Stopping it again changes nothing.
     *
     * <p>For threads outside; tasks poll {@link Remote#stop}.
     *
     * @return complete, on the reactor's thread, when it has stopped: what was cut off and not delivered
     * @throws IndexOutOfBoundsException when there is none
     */
    public CompletionStage<CloseReport> stop(int reactor, Duration limit) {
        Reactor stopping = group.get(Objects.checkIndex(reactor, group.size()));
        stopping.retire(Nanos.of(limit));
        return stopping.end();
    }

    /**
     * Starts a reactor in the place of one that has stopped, with what the group was built with; nothing of the old one is left
     * in it, and no id is given out twice. A reactor of a group without threads is turned by whoever turns the others.
     *
     * @throws IllegalStateException when it has not stopped, or the group is being closed
     * @throws IndexOutOfBoundsException when there is no such place
     */
    public Reactor start(int reactor) {
        return group.restart(Objects.checkIndex(reactor, group.size()));
    }

    /**
     * Adds a reactor behind the last, with what the group was built with: it is there for everything, and takes its part of new
     * tasks and new connections from now on. Lanes to it and from it are made when first used. A reactor of a group without threads
     * is turned by whoever turns the others.
     *
     * <p>Placements and rebalancing of the group are made anew, for all reactors; those that a program has made for itself go on
     * with the reactors they were made for.
     *
     * @throws IllegalStateException when there are 1024, or the group is being closed
     */
    public Reactor add() {
        return group.add();
    }

    /**
     * What a name leads to: its id, kind, rights, range and owner, checked by the owner at the time of the poll.
     *
     * <p>Fails with {@link Refused}: UNKNOWN when it was never registered, STALE when what it was registered for has gone.
     *
     * @see Remote#register
     */
    public Future<ObjectInfo> lookUp(String name) {
        Objects.requireNonNull(name, "name");
        return Future.defer(() -> {
            long id = names.find(name);
            return of(id).ask(CoreVerbs.LOOK_UP, id);
        });
    }

    /**
     * Says who answers a verb, on each reactor of the group; replaces who did before.
     *
     * @throws IllegalArgumentException when another verb has the same word
     */
    public <Q extends @Nullable Object, A extends @Nullable Object> InterCore serve(
            Verb<Q, A> verb, Verb.Handler<Q, A> handler) {
        return serve(verb, Server.atOnce(Objects.requireNonNull(handler, "handler")));
    }

    /**
     * The same for answers that take their time.
     *
     * @throws IllegalArgumentException when another verb has the same word
     */
    public <Q extends @Nullable Object, A extends @Nullable Object> InterCore serveLater(
            Verb<Q, A> verb, Verb.SlowHandler<Q, A> handler) {
        return serve(verb, Server.later(verb, Objects.requireNonNull(handler, "handler")));
    }

    synchronized <Q extends @Nullable Object, A extends @Nullable Object> InterCore serve(
            Verb<Q, A> verb, Server<Q, A> server) {
        for (Verb<?, ?> known : servers.keySet()) {
            if (known != verb && known.name().equals(verb.name())) {
                throw new IllegalArgumentException("there is a verb '" + verb + "' already, which "
                        + known.description() + ": use one constant for both, or another word");
            }
        }
        LinkedHashMap<Verb<?, ?>, Server<?, ?>> more = new LinkedHashMap<>(servers);
        more.put(verb, server);
        servers = Collections.unmodifiableMap(more);
        return this;
    }

    /** What can be asked, in the order in which it was contributed. */
    public Collection<Verb<?, ?>> verbs() {
        return servers.keySet();
    }

    @SuppressWarnings("unchecked") // serve() puts them in by pairs
    <Q extends @Nullable Object, A extends @Nullable Object> Server<Q, A> server(Verb<Q, A> verb) {
        Server<?, ?> server = servers.get(verb);
        if (server == null) {
            throw new Refused(
                    Refused.Reason.UNSUPPORTED,
                    "nobody serves '" + verb + "', which " + verb.description() + ": the module it comes from says how"
                            + " it is served, and dev.enso.Enso does so by itself; served here are "
                            + servers.keySet());
        }
        return (Server<Q, A>) server;
    }

    Names names() {
        return names;
    }

    @Override
    public String toString() {
        return "InterCore[" + group.size() + " reactors, " + names.size() + " names, " + servers.size() + " verbs]";
    }
}
