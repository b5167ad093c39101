package dev.enso.core;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Every operator that works on one stream, applied to the messages 1 to 6.
 *
 * @param name of the operator
 * @param on applies it
 * @param expected what it makes of 1 to 6
 */
record Operator(String name, Function<Stream<Integer>, Stream<?>> on, java.util.List<?> expected) {
    private static Operator op(String name, Function<Stream<Integer>, Stream<?>> on, Object... expected) {
        return new Operator(name, on, java.util.List.of(expected));
    }

    static java.util.List<Operator> all() {
        return java.util.List.of(
                op("map", s -> s.map(x -> 10 * x), 10, 20, 30, 40, 50, 60),
                op("copy", s -> s.copy(x -> 10 * x), 10, 20, 30, 40, 50, 60),
                op("filter", s -> s.filter(x -> x % 2 == 0), 2, 4, 6),
                op("filter nothing", s -> s.filter(x -> false)),
                op("take 0", s -> s.take(0)),
                op("take 2", s -> s.take(2), 1, 2),
                op("take more", s -> s.take(Long.MAX_VALUE), 1, 2, 3, 4, 5, 6),
                op("takeWhile", s -> s.takeWhile(x -> x < 4), 1, 2, 3),
                op("skip 0", s -> s.skip(0), 1, 2, 3, 4, 5, 6),
                op("skip 4", s -> s.skip(4), 5, 6),
                op("skip more", s -> s.skip(Long.MAX_VALUE)),
                op("scan", s -> s.scan(0, Integer::sum), 1, 3, 6, 10, 15, 21),
                op("flatMap", s -> s.flatMap(x -> Stream.of(x, 10 * x).take(x % 3)), 1, 2, 20, 4, 5, 50),
                op("concat", s -> s.concat(Stream.of(7, 8)), 1, 2, 3, 4, 5, 6, 7, 8),
                op("concat after", s -> Stream.of(7, 8).concat(s), 7, 8, 1, 2, 3, 4, 5, 6),
                op("merge with nothing", s -> s.merge(Stream.empty()), 1, 2, 3, 4, 5, 6),
                op("merge into nothing", s -> Stream.<Integer>empty().merge(s), 1, 2, 3, 4, 5, 6),
                op("zip", s -> s.zip(Stream.of(10, 20), Integer::sum), 11, 22),
                op("zipped", s -> Stream.of(10, 20).zip(s, Integer::sum), 11, 22),
                op("buffer 1", s -> s.buffer(1).map(List::head), 1, 2, 3, 4, 5, 6),
                op("buffer 4", s -> s.buffer(4), List.of(1, 2, 3, 4), List.of(5, 6)),
                op("buffer 6", s -> s.buffer(6), List.of(1, 2, 3, 4, 5, 6)),
                op("timeout", s -> s.timeout(Duration.ofNanos(1)), 1, 2, 3, 4, 5, 6),
                op("first", Stream::first, 1),
                op("fold", s -> s.fold(0, Integer::sum), 21),
                op("forEach", s -> s.forEach(x -> {}).map(x -> "end"), "end"),
                op("toList", Stream::toList, List.of(1, 2, 3, 4, 5, 6)),
                op("future map", s -> s.first().map(x -> x + 1), 2),
                op("future copy", s -> s.first().copy(x -> x + 1), 2),
                op("then", s -> s.first().then(x -> Future.of(x + 1)), 2),
                op("then then", s -> s.first().then(x -> Future.of(x + 1).then(y -> Future.of(x + y))), 3),
                op("join", s -> s.first().join(Future.of(2), Integer::sum), 3),
                op("joined", s -> Future.of(2).join(s.first(), Integer::sum), 3),
                op("join many", s -> Future.join(List.of(Future.of(0), s.first(), Future.of(2))), List.of(0, 1, 2)),
                op("race", s -> s.first().race(never()), 1),
                op("raced", s -> Operator.<Integer>never().race(s.first()), 1),
                op("race with nothing", s -> Stream.<Integer>empty().first().race(s.first()), 1),
                op("future timeout", s -> s.first().timeout(Duration.ofNanos(1)), 1),
                op("recover", s -> s.first().recover(x -> 0).then(Future::of), 1),
                op("moving race", s -> moving(s).race(never()), 1),
                op("moving raced", s -> Operator.<Integer>never().race(moving(s)), 1),
                op("moving recover", s -> moving(s).recover(x -> 0), 1),
                op("moving then", s -> moving(s).join(Future.of(2), (x, y) -> x).then(Future::of), 1),
                op("moving timeout", s -> moving(s).timeout(Duration.ofNanos(1)), 1),
                op("moving map", s -> moving(s).map(x -> x), 1),
                op("chain", s -> s.map(x -> x + 1).filter(x -> x > 3).take(3).skip(1), 5, 6));
    }

    private static Future<Integer> moving(Stream<Integer> source) {
        return new MovingFuture<>(source.take(1));
    }

    static <T> Future<T> never() {
        return Future.from(new CompletableFuture<>());
    }

    @Override
    public String toString() {
        return name;
    }
}
