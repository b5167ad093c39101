package dev.enso.core;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Every stream of the algebra under the laws. */
class StreamLawsTest {
    private static final int SEEDS = 4;

    @TestFactory
    java.util.List<DynamicContainer> sources() {
        return java.util.List.of(
                StreamLaws.of("empty", () -> Subject.of(Stream.empty(), java.util.List.of())),
                StreamLaws.of("of", () -> Subject.of(Stream.of(1, 2, 3), java.util.List.of(1, 2, 3))),
                StreamLaws.of(
                        "from iterable",
                        () -> Subject.of(Stream.from(java.util.List.of(1, 2, 3)), java.util.List.of(1, 2, 3))),
                StreamLaws.of(
                        "from iterator",
                        () -> Subject.of(
                                Stream.from(java.util.List.of(1, 2, 3).iterator()), java.util.List.of(1, 2, 3))),
                StreamLaws.of("list", () -> Subject.of(List.of(1, 2, 3).stream(), java.util.List.of(1, 2, 3))),
                StreamLaws.of(
                        "in place",
                        () -> Subject.of(new SlotStream(3), java.util.List.of(1, 2, 3))
                                .reading(SlotStream.Slot::value)),
                StreamLaws.of(
                        "copied from in place",
                        () -> Subject.of(new SlotStream(3).copy(SlotStream.Slot::value), java.util.List.of(1, 2, 3))),
                StreamLaws.of("value", () -> Subject.of(Future.of(1), java.util.List.of(1))),
                StreamLaws.of(
                        "join of none",
                        () -> Subject.of(Future.join(List.<Future<Integer>>empty()), java.util.List.of(List.empty()))),
                StreamLaws.of(
                        "future without a value",
                        () -> Subject.of(Stream.empty().first(), java.util.List.of())),
                StreamLaws.of("call", () -> Subject.of(Future.call(() -> 1), java.util.List.of(1))),
                StreamLaws.of("defer", () -> Subject.of(Future.defer(() -> Future.of(1)), java.util.List.of(1))),
                StreamLaws.of(
                        "completed stage",
                        () -> Subject.of(Future.from(CompletableFuture.completedFuture(1)), java.util.List.of(1))),
                StreamLaws.of("stage", () -> {
                    var stage = new CompletableFuture<Integer>();
                    return Subject.of(Future.from(stage), java.util.List.of(1)).outside(cx -> stage.complete(1));
                }));
    }

    /** Over a source that is always ready, and over sources that pause and whose references move. */
    @TestFactory
    java.util.stream.Stream<DynamicContainer> operators() {
        return Operator.all().stream()
                .flatMap(operator -> java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(StreamLaws.of(
                                operator.name(), () -> over(ScriptedStream.of(1, 2, 3, 4, 5, 6), operator))),
                        IntStream.range(0, SEEDS)
                                .mapToObj(seed -> StreamLaws.of(operator.name() + ", halting with seed " + seed, () -> {
                                    ScriptedStream<Integer> script = ScriptedStream.halting(seed, 1, 2, 3, 4, 5, 6);
                                    return over(seed % 2 == 0 ? script : script.moving(), operator);
                                }))));
    }

    @SuppressWarnings("unchecked") // the laws only compare
    private static Subject<Object> over(ScriptedStream<Integer> script, Operator operator) {
        return Subject.of((Stream<Object>) operator.on().apply(script), operator.expected())
                .over(script);
    }

    @TestFactory
    java.util.stream.Stream<DynamicContainer> operatorsOnTwoScripts() {
        return IntStream.range(0, SEEDS)
                .boxed()
                .flatMap(seed -> java.util.stream.Stream.of(
                        two("zip", seed, (a, b) -> a.zip(b, Integer::sum), 11, 22, 33),
                        two("concat", seed, Stream::concat, 1, 2, 3, 10, 20, 30, 40),
                        two("join", seed, (a, b) -> a.first().join(b.first(), Integer::sum), 11),
                        two("join many", seed, (a, b) -> Future.join(List.of(a.first(), b.first())), List.of(1, 10)),
                        made("then", seed, (a, b) -> a.first().then(x -> b.first()), 10),
                        made("then moving", seed, (a, b) -> a.first().then(x -> new MovingFuture<>(b.take(1))), 10),
                        made("recoverWith", seed, (a, b) -> failing(a).recoverWith(x -> b.first()), 10),
                        made("flatMap", seed, (a, b) -> a.take(1).flatMap(x -> b), 10, 20, 30, 40)));
    }

    private interface Two {
        Stream<?> apply(Stream<Integer> left, Stream<Integer> right);
    }

    private static Future<Integer> failing(Stream<Integer> script) {
        return script.first().then(x -> Future.failed(new IOException("broken")));
    }

    private static DynamicContainer two(String name, int seed, Two operator, Object... expected) {
        return two(name, seed, operator, (subject, right) -> subject.over(right), expected);
    }

    /** The operator takes the second script only when a function has handed it over. */
    private static DynamicContainer made(String name, int seed, Two operator, Object... expected) {
        return two(name, seed, operator, (subject, right) -> subject.making(right), expected);
    }

    @SuppressWarnings("unchecked") // the laws only compare
    private static DynamicContainer two(
            String name,
            int seed,
            Two operator,
            BiFunction<Subject<Object>, ScriptedStream<Integer>, Subject<Object>> naming,
            Object... expected) {
        return StreamLaws.of(name + " of two with seed " + seed, () -> {
            ScriptedStream<Integer> left = ScriptedStream.halting(seed, 1, 2, 3);
            ScriptedStream<Integer> right = ScriptedStream.halting(seed + 99L, 10, 20, 30, 40);
            Stream<Object> stream = (Stream<Object>) operator.apply(left, right.moving());
            return naming.apply(Subject.of(stream, java.util.List.of(expected)).over(left), right);
        });
    }
}
