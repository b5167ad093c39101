package dev.enso.reactor;

import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kind of object of the {@link ObjectTable}. Modules have kinds of their own; the table knows a kind by the constant that
 * stands for it. Immutable; each method answers a changed copy, which is another kind.
 *
 * @param <T> the objects
 */
public final class Kind<T> {
    /** Where what happens to objects comes from: the sources that a reactor polls. */
    public enum Source {
        /** External access: threads outside, the console. */
        EXT,
        /** Messages: lanes, queues, rings and their cursors. */
        MQ,
        /** Files. */
        DISK,
        /** Sockets. */
        NET,
        /** Timers. */
        TIMERS,
        /** The tasks themselves. */
        TASKS
    }

    /** A spawned future. Tasks stand in the table by themselves, under their own ids. */
    static final Kind<Task<?>> TASK =
            new Kind<>("TASK", Source.TASKS, task -> String.valueOf(task), task -> {}, Kind::offer);
    /** A name that was registered for another object. */
    static final Kind<ObjectName> NAME = new Kind<>("NAME", Source.EXT, ObjectName::toString, name -> {}, Kind::offer);
    /** A number that its owner counts. */
    public static final Kind<Counter> COUNTER =
            new Kind<>("CNT", Source.EXT, counter -> Long.toString(counter.get()), counter -> {}, Kind::offer);
    /** The address of an actor. */
    public static final Kind<Address<?, ?>> ACTOR =
            new Kind<>("ACTOR", Source.MQ, Address::toString, address -> {}, Kind::tell);

    private final String name;
    private final Source source;
    private final Function<? super T, String> state;
    private final Consumer<? super T> close;
    private final BiFunction<? super T, Object, @Nullable Sent> receive;

    private Kind(
            String name,
            Source source,
            Function<? super T, String> state,
            Consumer<? super T> close,
            BiFunction<? super T, Object, @Nullable Sent> receive) {
        this.name = name;
        this.source = source;
        this.state = state;
        this.close = close;
        this.receive = receive;
    }

    @SuppressWarnings("unchecked") // a message of a wrong type is the receiver's to refuse
    private static Sent tell(Address<?, ?> address, Object message) {
        return ((Address<Object, ?>) address).tell(message);
    }

    /** Null for what can't be sent to. */
    @SuppressWarnings("unchecked") // a message of a wrong type is the receiver's to refuse
    private static @Nullable Sent offer(Object object, Object message) {
        return object instanceof Sender<?> sender ? ((Sender<Object>) sender).offer(message) : null;
    }

    /**
     * A kind whose objects say by {@code toString} how they are, and need no closing.
     *
     * @param name as listings show it, in capitals
     */
    public static <T> Kind<T> of(String name, Source source) {
        return new Kind<>(
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(source, "source"),
                String::valueOf,
                object -> {},
                Kind::offer);
    }

    /** The same with another way of saying how an object is; called on its owner's thread. */
    public Kind<T> showing(Function<? super T, String> state) {
        return new Kind<>(name, source, Objects.requireNonNull(state, "state"), close, receive);
    }

    /** The same with something to be done with what is left in the table of a reactor that stops, on its thread. */
    public Kind<T> closing(Consumer<? super T> close) {
        return new Kind<>(name, source, state, Objects.requireNonNull(close, "close"), receive);
    }

    /**
     * The same with what becomes of a message that is sent to the id of an object ({@link Remote#send(long, Object)}), on its
     * owner's thread. A {@link Sender} is offered it by itself.
     *
     * @param receive null when this object takes no messages
     */
    public Kind<T> receiving(BiFunction<? super T, Object, @Nullable Sent> receive) {
        return new Kind<>(name, source, state, close, Objects.requireNonNull(receive, "receive"));
    }

    /** As listings show it. */
    public String name() {
        return name;
    }

    /** Where what happens to its objects comes from. */
    public Source source() {
        return source;
    }

    String state(T object) {
        return state.apply(object);
    }

    void close(T object) {
        close.accept(object);
    }

    /** Null when it takes no messages. */
    @Nullable Sent receive(T object, Object message) {
        return receive.apply(object, message);
    }

    @Override
    public String toString() {
        return name;
    }
}
