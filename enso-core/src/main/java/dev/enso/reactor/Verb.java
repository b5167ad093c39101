package dev.enso.reactor;

import dev.enso.core.Future;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be asked of a reactor: a word, the type of the question and the type of the answer. Modules have verbs of
 * their own; {@link InterCore#serve} says who answers one. The constant stands for the verb. Immutable.
 *
 * @param <Q> the question
 * @param <A> the answer, when the verb is accepted; what is not accepted is {@link Refused}
 */
public final class Verb<Q extends @Nullable Object, A extends @Nullable Object> {
    /**
     * Answers at once.
     *
     * @param <Q> the question
     * @param <A> the answer
     */
    @FunctionalInterface
    public interface Handler<Q extends @Nullable Object, A extends @Nullable Object> {
        /**
         * Called on the thread of the reactor that is asked. Keep it short: a message is not preempted.
         *
         * @throws Refused to refuse
         * @throws Exception to let the asker fail with it
         */
        A serve(CoreContext at, Q question) throws Exception;
    }

    /**
     * Answers when something has happened.
     *
     * @param <Q> the question
     * @param <A> the answer
     */
    @FunctionalInterface
    public interface SlowHandler<Q extends @Nullable Object, A extends @Nullable Object> {
        /**
         * Called on the thread of the reactor that is asked; the future is polled there, as a finite task.
         *
         * @throws Refused to refuse
         * @throws Exception to let the asker fail with it
         */
        Future<? extends A> serve(CoreContext at, Q question) throws Exception;
    }

    private final String name;
    private final String description;
    private final Consumer<? super A> unwanted;
    private final Consumer<? super Q> orphaned;

    private Verb(String name, String description, Consumer<? super A> unwanted, Consumer<? super Q> orphaned) {
        this.name = name;
        this.description = description;
        this.unwanted = unwanted;
        this.orphaned = orphaned;
    }

    /**
     * A verb.
     *
     * @param name one word
     * @param description what it does, in half a sentence, for listings
     */
    public static <Q extends @Nullable Object, A extends @Nullable Object> Verb<Q, A> of(
            String name, String description) {
        return new Verb<>(
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(description, "description"),
                answer -> {},
                question -> {});
    }

    /**
     * The same verb, with what becomes of an answer whose asker has gone meanwhile: to be closed, say. Called on the thread of
     * the reactor that asked. Another constant: use one of the two.
     */
    public Verb<Q, A> unwanted(Consumer<? super A> close) {
        return new Verb<>(name, description, Objects.requireNonNull(close, "close"), orphaned);
    }

    /**
     * The same verb, with what becomes of a question that nobody accepted, when its asker has gone meanwhile. Called on the
     * thread of the reactor that asked. Another constant: use one of the two.
     */
    public Verb<Q, A> orphaned(Consumer<? super Q> close) {
        return new Verb<>(name, description, unwanted, Objects.requireNonNull(close, "close"));
    }

    /** The word. */
    public String name() {
        return name;
    }

    /** What it does. */
    public String description() {
        return description;
    }

    void orphan(Q question) {
        orphaned.accept(question);
    }

    void discard(A answer) {
        unwanted.accept(answer);
    }

    @Override
    public String toString() {
        return name;
    }
}
