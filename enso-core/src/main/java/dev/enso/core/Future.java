package dev.enso.core;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream of at most one head. It runs when a task polls it, not before. The state contract is {@link Stream}'s; after
 * {@code tail} a future has ended. A future may also end without a value, as the first message of an empty stream does.
 *
 * @param <T> the value
 */
public interface Future<T extends @Nullable Object> extends Stream<T> {
    /** A value that is there already. */
    static <T extends @Nullable Object> Future<T> of(T value) {
        return new ValueFuture<>(value);
    }

    /**
     * Fails when polled, with this exception or error; any other throwable comes as the cause of an
     * {@link java.util.concurrent.ExecutionException}.
     */
    static <T extends @Nullable Object> Future<T> failed(Throwable cause) {
        return call(() -> Failure.raise(cause));
    }

    /** What the call answers; it is made once, inside the first poll, so it must not block. */
    static <T extends @Nullable Object> Future<T> call(Callable<? extends T> call) {
        return new CallFuture<>(call);
    }

    /**
     * A future that runs the command in each poll and never ends: spawned as a service, it runs at once, and again whenever its
     * handle is woken, from any thread and without garbage. So it is a task to be used again and again. Wakes that come before
     * it has run make one run together. What the command throws ends it.
     */
    static Future<Void> onEachWake(Runnable command) {
        return new OnEachWake(command);
    }

    /** The future that the supplier makes in the first poll. */
    static <T extends @Nullable Object> Future<T> defer(Supplier<? extends Future<? extends T>> supplier) {
        return Future.<Future<? extends T>>call(supplier::get).then(made -> made);
    }

    /**
     * The outcome of a stage. Any thread may complete it. A failure is the stage's own, without the
     * {@link java.util.concurrent.CompletionException} that dependent stages put around it.
     *
     * <p>Closing the future stops listening and does not cancel the stage: the stage belongs to whoever made it, and others
     * may wait for it.
     */
    static <T extends @Nullable Object> Future<T> from(CompletionStage<? extends T> stage) {
        return new StageFuture<>(stage);
    }

    /**
     * All values in the order of the futures, once all are there. Fails when one fails, and ends without a value when one
     * does. Futures that are no longer needed are closed. A poll looks at each future that has not come.
     *
     * @throws IllegalStateException when a value is in place; found out later, it fails the poll
     */
    static <T extends @Nullable Object> Future<List<T>> join(Iterable<? extends Future<? extends T>> futures) {
        return new JoinFuture<>(futures);
    }

    @Override
    default <R extends @Nullable Object> Future<R> map(Function<? super T, ? extends R> function) {
        return new StreamFuture<>(new MapStream<>(this, function));
    }

    @Override
    default <R extends @Nullable Object> Future<R> copy(Function<? super T, ? extends R> function) {
        return new StreamFuture<>(new CopyStream<>(map(function)));
    }

    /**
     * The future that the function makes of this one's value: the bind of the algebra. Loops of futures may be written as
     * recursion through this method; they run in constant space.
     *
     * @throws IllegalStateException when the value is in place; found out later, it fails the poll
     */
    default <R extends @Nullable Object> Future<R> then(Function<? super T, ? extends Future<? extends R>> function) {
        return new ThenFuture<>(this, function);
    }

    /**
     * What the combiner makes of both values, once both are there. Fails when one fails, and ends without a value when one
     * does; the other is closed then.
     */
    default <U extends @Nullable Object, R extends @Nullable Object> Future<R> join(
            Future<U> other, BiFunction<? super T, ? super U, ? extends R> combiner) {
        return new StreamFuture<>(new ZipStream<>(this, other, combiner));
    }

    /**
     * The first outcome of the two, a value or a failure; the loser is closed. This one wins when both are there. One that
     * ends without a value leaves the race to the other.
     */
    default Future<T> race(Future<? extends T> other) {
        return new RaceFuture<>(this, other);
    }

    /**
     * Fails with a {@link java.util.concurrent.TimeoutException} when the value doesn't come within the limit. Time counts
     * from the first poll, on the clock of {@link Context#now()}.
     *
     * @param limit 0 lets only pass what is there at once; more nanoseconds than a long holds are no limit
     * @throws IllegalArgumentException when the limit is negative
     */
    @Override
    default Future<T> timeout(Duration limit) {
        return new StreamFuture<>(new TimeoutStream<>(this, limit));
    }

    /** This value, or what the function makes of the exception by which it failed. Errors pass. */
    default Future<T> recover(Function<? super Exception, ? extends T> function) {
        return recoverWith(failure -> Future.<T>of(function.apply(failure)));
    }

    /** This outcome, or that of the future which the function makes of the exception. Errors pass. */
    default Future<T> recoverWith(Function<? super Exception, ? extends Future<? extends T>> function) {
        return new RecoverFuture<>(this, function);
    }

    /**
     * Starts this future, and hands out its outcome to the world outside the algebra.
     *
     * @throws IllegalStateException when the value is in place
     * @throws java.util.concurrent.RejectedExecutionException when the spawner accepts nothing more
     */
    default CompletionStage<T> toStage(Spawner spawner) {
        InPlace.refuse(this, "toStage");
        return spawner.start(this);
    }
}
