package dev.enso.core;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Every stream of the algebra under the laws. */
class StreamLawsTest {
    private static final int SEEDS = 8;

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
                StreamLaws.of("value", () -> Subject.of(Future.of(1), java.util.List.of(1))),
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

    @TestFactory
    java.util.stream.Stream<DynamicContainer> operators() {
        return java.util.stream.Stream.of(
                        law("map", s -> s.map(x -> 10 * x), 10, 20, 30, 40, 50, 60),
                        law("copy", s -> s.copy(x -> 10 * x), 10, 20, 30, 40, 50, 60),
                        law("filter", s -> s.filter(x -> x % 2 == 0), 2, 4, 6),
                        law("filter nothing", s -> s.filter(x -> false)),
                        law("take 0", s -> s.take(0)),
                        law("take 2", s -> s.take(2), 1, 2),
                        law("take more", s -> s.take(Long.MAX_VALUE), 1, 2, 3, 4, 5, 6),
                        law("takeWhile", s -> s.takeWhile(x -> x < 4), 1, 2, 3),
                        law("skip 0", s -> s.skip(0), 1, 2, 3, 4, 5, 6),
                        law("skip 4", s -> s.skip(4), 5, 6),
                        law("skip more", s -> s.skip(Long.MAX_VALUE)),
                        law("scan", s -> s.scan(0, Integer::sum), 1, 3, 6, 10, 15, 21),
                        law(
                                "flatMap",
                                s -> s.flatMap(x -> List.of(x, 10 * x).stream().take(x % 3)),
                                1,
                                2,
                                20,
                                4,
                                5,
                                50),
                        law("concat", s -> s.concat(Stream.of(7, 8)), 1, 2, 3, 4, 5, 6, 7, 8),
                        law("concat after", s -> Stream.of(7, 8).concat(s), 7, 8, 1, 2, 3, 4, 5, 6),
                        law("merge with nothing", s -> s.merge(Stream.empty()), 1, 2, 3, 4, 5, 6),
                        law("merge into nothing", s -> Stream.<Integer>empty().merge(s), 1, 2, 3, 4, 5, 6),
                        law("zip", s -> s.zip(Stream.of(10, 20), Integer::sum), 11, 22),
                        law("zipped", s -> Stream.of(10, 20).zip(s, Integer::sum), 11, 22),
                        law("buffer 1", s -> s.buffer(1).map(List::head), 1, 2, 3, 4, 5, 6),
                        law("buffer 4", s -> s.buffer(4), List.of(1, 2, 3, 4), List.of(5, 6)),
                        law("buffer 6", s -> s.buffer(6), List.of(1, 2, 3, 4, 5, 6)),
                        law("timeout", s -> s.timeout(Duration.ofNanos(1)), 1, 2, 3, 4, 5, 6),
                        law("first", Stream::first, 1),
                        law("fold", s -> s.fold(0, Integer::sum), 21),
                        law("forEach", s -> s.forEach(x -> {}).map(x -> "end"), "end"),
                        law("toList", Stream::toList, List.of(1, 2, 3, 4, 5, 6)),
                        law("future map", s -> s.first().map(x -> x + 1), 2),
                        law("future copy", s -> s.first().copy(x -> x + 1), 2),
                        law("then", s -> s.first().then(x -> Future.of(x + 1)), 2),
                        law("join", s -> s.first().join(Future.of(2), Integer::sum), 3),
                        law("joined", s -> Future.of(2).join(s.first(), Integer::sum), 3),
                        law(
                                "join many",
                                s -> Future.join(List.of(Future.of(0), s.first(), Future.of(2))),
                                List.of(0, 1, 2)),
                        law(
                                "join none",
                                s -> s.first().then(x -> Future.join(List.<Future<Integer>>empty())),
                                List.of()),
                        law("race", s -> s.first().race(Future.from(new CompletableFuture<>())), 1),
                        law(
                                "raced",
                                s -> Future.<Integer>from(new CompletableFuture<>())
                                        .race(s.first()),
                                1),
                        law(
                                "race with nothing",
                                s -> Stream.<Integer>empty().first().race(s.first()),
                                1),
                        law("future timeout", s -> s.first().timeout(Duration.ofNanos(1)), 1),
                        law("recover", s -> s.first().recover(x -> 0), 1),
                        law(
                                "chain",
                                s -> s.map(x -> x + 1)
                                        .filter(x -> x > 3)
                                        .take(3)
                                        .skip(1),
                                5,
                                6))
                .flatMap(laws -> laws);
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
                        made("recoverWith", seed, (a, b) -> failing(a).recoverWith(x -> b.first()), 10),
                        made("flatMap", seed, (a, b) -> a.take(1).flatMap(x -> b), 10, 20, 30, 40)));
    }

    /** The operator over 1 to 6: all there, with pauses, and with references that move. */
    private static java.util.stream.Stream<DynamicContainer> law(
            String name, Function<Stream<Integer>, Stream<?>> operator, Object... expected) {
        var all = java.util.List.of(expected);
        var ready = StreamLaws.of(name, () -> over(ScriptedStream.of(1, 2, 3, 4, 5, 6), operator, all));
        var others = IntStream.range(0, SEEDS)
                .mapToObj(seed -> StreamLaws.of(name + ", halting with seed " + seed, () -> {
                    ScriptedStream<Integer> script = ScriptedStream.halting(seed, 1, 2, 3, 4, 5, 6);
                    return over(seed % 2 == 0 ? script : script.moving(), operator, all);
                }));
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(ready), others);
    }

    @SuppressWarnings("unchecked") // the laws only compare
    private static Subject<Object> over(
            ScriptedStream<Integer> script, Function<Stream<Integer>, Stream<?>> operator, java.util.List<?> expected) {
        return Subject.of((Stream<Object>) operator.apply(script), expected).over(script);
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
