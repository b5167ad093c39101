package dev.enso.reactor;

import dev.enso.core.Process;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The recipe of an actor: how its {@link Process} is made, how many messages may wait for it, and what happens when it
 * fails. Immutable; each method answers a changed copy, and one recipe may be spawned many times.
 *
 * <p>A spawned actor is a task on one reactor. It takes one message at a time, in the order in which they came; those from
 * one thread come in the order in which they were told. It spends one unit of the poll's budget a message, so that a busy
 * actor gives way like every task. Everything else is done by its {@link Address}.
 *
 * <p>By default a process that throws an {@link Exception} goes on: by the contract of {@link Process#send} it could not
 * take the message and is what it was before. Who asked gets the exception; for a message that was only told, the failure
 * handler does. An {@link Error} ends the actor, since nothing is known of the state then, unless it is restarted.
 *
 * <p>An orderly close of the reactors ends actors last, when nobody is left who could tell them anything and their mailboxes
 * are empty.
 *
 * @param <P> the protocol: what may be sent
 * @param <S> the state; immutable, where askers see all of it
 */
public final class Actor<P, S> {
    /** The mailbox of a recipe that does not say otherwise. */
    private static final int MAILBOX = 256;

    private static final int MOST = 1 << 20;

    /**
     * A machine over an immutable state: the next state from the present one and a message.
     *
     * @param <P> the protocol
     * @param <S> the state
     */
    @FunctionalInterface
    public interface Step<P, S> {
        /**
         * Makes one transition.
         *
         * @throws Exception when the message can't be taken in this state
         */
        S next(S state, P message) throws Exception;
    }

    /** What becomes of an actor whose process has thrown an exception. */
    enum OnFailure {
        GO_ON,
        END,
        RESTART
    }

    private final Source<P, S> source;
    final TaskOptions options;
    final int mailbox;
    final OnFailure onFailure;
    final Restart restart;

    /** Where processes come from. */
    private sealed interface Source<P, S> {}

    /** One process, handed over as it is. */
    private record Given<P, S>(Process<P, S> process, AtomicBoolean used) implements Source<P, S> {}

    /** Any number of processes, each from a state. */
    private record Made<P, S>(S initial, Function<? super S, ? extends Process<P, S>> make) implements Source<P, S> {}

    private Actor(Source<P, S> source, TaskOptions options, int mailbox, OnFailure onFailure, Restart restart) {
        this.source = source;
        this.options = options;
        this.mailbox = mailbox;
        this.onFailure = onFailure;
        this.restart = restart;
    }

    private static <P, S> Actor<P, S> of(Source<P, S> source) {
        return new Actor<>(source, TaskOptions.defaults().resident(), MAILBOX, OnFailure.GO_ON, Restart.times(0));
    }

    /**
     * This process, which may be spawned once. It can be neither restarted nor restored, because nobody knows how another
     * one is made.
     */
    public static <P, S> Actor<P, S> of(Process<P, S> process) {
        Objects.requireNonNull(process, "process");
        return of(new Given<>(process, new AtomicBoolean()));
    }

    /**
     * A process that is made from a state: at the start from this one, after a restart from the latest, and by {@link
     * Address#restore} from any. The function is called on the actor's reactor.
     */
    public static <P, S> Actor<P, S> from(S initial, Function<? super S, ? extends Process<P, S>> make) {
        Objects.requireNonNull(make, "make");
        return of(new Made<>(initial, make));
    }

    /** A process that is a state and a function. */
    public static <P, S> Actor<P, S> of(S initial, Step<P, S> step) {
        Objects.requireNonNull(step, "step");
        return from(initial, state -> new Machine<>(state, step));
    }

    /** For a new actor: refuses a process that has one already. */
    private ActorLoop<P, S> loop(Reactor reactor) {
        if (source instanceof Given<P, S> given && given.used.getAndSet(true)) {
            throw new IllegalStateException(
                    "this process belongs to an actor already; make a recipe with Actor.from to spawn it many times");
        }
        return new ActorLoop<>(this, reactor);
    }

    /** The first process. */
    Process<P, S> start() {
        if (source instanceof Given<P, S> given) {
            return given.process;
        }
        return make(((Made<P, S>) source).initial);
    }

    /** A process from a state. */
    Process<P, S> make(S state) {
        if (source instanceof Made<P, S> made) {
            return Objects.requireNonNull(made.make.apply(state), "the function of an actor made no process");
        }
        throw new UnsupportedOperationException(
                "an actor of a process that was handed over can't be restored: make its recipe with Actor.from");
    }

    /** The same with a name, for logs and listings. */
    public Actor<P, S> named(String name) {
        return new Actor<>(source, options.name(name), mailbox, onFailure, restart);
    }

    /** The same at this level. */
    public Actor<P, S> priority(Priority priority) {
        return new Actor<>(source, options.priority(priority), mailbox, onFailure, restart);
    }

    /**
     * The same with room for so many messages that wait; 256 unless said otherwise. The room is made at once, four to eight
     * bytes a message.
     *
     * @throws IllegalArgumentException outside 1 to 2²⁰
     */
    public Actor<P, S> mailbox(int messages) {
        if (messages < 1 || messages > MOST) {
            throw new IllegalArgumentException("a mailbox holds from 1 to " + MOST + " messages: " + messages);
        }
        return new Actor<>(source, options, messages, onFailure, restart);
    }

    /** The same, but any failure of its process ends it; who watches is told. */
    public Actor<P, S> endOnFailure() {
        return new Actor<>(source, options, mailbox, OnFailure.END, restart);
    }

    /**
     * The same, but after any failure of its process it is made anew from its latest state, that before the message which
     * failed; that message is not tried again. What waits in the mailbox stays there meanwhile. Beyond the limit it ends.
     *
     * @throws IllegalStateException for a recipe of {@link #of(Process)}
     */
    public Actor<P, S> restart(Restart restart) {
        Objects.requireNonNull(restart, "restart");
        if (source instanceof Given) {
            throw new IllegalStateException(
                    "only a recipe that knows how its process is made can be restarted: use Actor.from(state, make)");
        }
        return new Actor<>(source, options, mailbox, OnFailure.RESTART, restart);
    }

    /**
     * Spawns an actor on this reactor. Any thread.
     *
     * @throws java.util.concurrent.RejectedExecutionException as {@link Reactor#spawn(TaskOptions, dev.enso.core.Future)}
     *     does
     */
    public Address<P, S> spawnOn(Reactor reactor) {
        ActorLoop<P, S> loop = loop(reactor);
        return new Address<>(loop, reactor.spawn(options, loop));
    }

    /**
     * Spawns an actor as a service of this scope: it is cancelled with the scope, and its failure is the scope's.
     *
     * @throws java.util.concurrent.RejectedExecutionException as {@link Scope#spawn(TaskOptions, dev.enso.core.Future)} does
     */
    public Address<P, S> spawnIn(Scope scope) {
        ActorLoop<P, S> loop = loop(scope.reactor());
        return new Address<>(loop, scope.spawn(options, loop));
    }

    /** A state and a function as a process. */
    private static final class Machine<P, S> implements Process<P, S> {
        private final Step<P, S> step;
        private S state;

        Machine(S state, Step<P, S> step) {
            this.state = state;
            this.step = step;
        }

        @Override
        public S state() {
            return state;
        }

        @Override
        public S send(P message) throws Exception {
            S next = step.next(state, message);
            state = next;
            return next;
        }
    }
}
