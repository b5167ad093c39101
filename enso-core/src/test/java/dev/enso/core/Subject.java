package dev.enso.core;

import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A stream under {@link StreamLaws}: fresh, and with what is expected of it.
 *
 * @param stream never polled before
 * @param expected what the messages read as, in order
 * @param reading what to compare of a message; copies what is in place
 * @param outside what the world does when the stream is pending: it must lead to a wake
 * @param sources the scripts below the stream, each to be closed exactly once
 * @param made the scripts that functions hand over during polls, each to be closed exactly once when it was polled
 */
public record Subject<T>(
        Stream<T> stream,
        java.util.List<?> expected,
        Function<? super T, ?> reading,
        Consumer<? super TestContext> outside,
        java.util.List<ScriptedStream<?>> sources,
        java.util.List<ScriptedStream<?>> made) {

    /** A stream that is never pending. */
    public static <T> Subject<T> of(Stream<T> stream, java.util.List<?> expected) {
        return new Subject<>(stream, expected, message -> message, cx -> {}, java.util.List.of(), java.util.List.of());
    }

    /** Compares what this function makes of the messages. */
    public Subject<T> reading(Function<? super T, ?> function) {
        return new Subject<>(stream, expected, function, outside, sources, made);
    }

    /** Also does this when the stream is pending. */
    public Subject<T> outside(Consumer<? super TestContext> action) {
        return new Subject<>(
                stream,
                expected,
                reading,
                cx -> {
                    outside.accept(cx);
                    action.accept(cx);
                },
                sources,
                made);
    }

    /** Lets these go on when the stream is pending, and checks that they are closed once. */
    public Subject<T> over(ScriptedStream<?>... scripts) {
        return new Subject<>(stream, expected, reading, outside, plus(sources, scripts), made).going(scripts);
    }

    /** Lets these go on when the stream is pending, and checks that they are closed once if they were polled. */
    public Subject<T> making(ScriptedStream<?>... scripts) {
        return new Subject<>(stream, expected, reading, outside, sources, plus(made, scripts)).going(scripts);
    }

    private Subject<T> going(ScriptedStream<?>... scripts) {
        return outside(cx -> {
            for (ScriptedStream<?> script : scripts) {
                script.outside();
            }
        });
    }

    private static java.util.List<ScriptedStream<?>> plus(
            java.util.List<ScriptedStream<?>> some, ScriptedStream<?>... more) {
        var all = new ArrayList<>(some);
        all.addAll(java.util.List.of(more));
        return java.util.List.copyOf(all);
    }
}
