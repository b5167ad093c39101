package dev.enso.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What operators do when what is below them fails, and when what the user handed over does. */
class OperatorFailureTest {
    private final TestContext cx = new TestContext();

    static java.util.List<Operator> operators() {
        return Operator.all();
    }

    /** A race leaves the failing one behind only when the other has won, and recover is there to catch it. */
    @ParameterizedTest
    @MethodSource("operators")
    void sourceThatFailsAtOnce_failsTheOperatorOrIsNotAsked(Operator operator) throws Exception {
        for (int healthy = 0; healthy <= 6; healthy++) {
            var failure = new IOException("broken after " + healthy);
            ScriptedStream<Integer> source = ScriptedStream.script();
            for (int message = 1; message <= healthy; message++) {
                source.ready(message);
            }
            source.failing(failure);
            Stream<?> stream = operator.on().apply(source);
            try {
                while (cx.settle(stream) == Polled.READY) {
                    stream = stream.tail();
                }
            } catch (IOException thrown) {
                assertSame(failure, thrown);
                assertThrows(IllegalStateException.class, stream::head);
                assertThrows(IllegalStateException.class, stream::tail);
            }
            stream.close();
            assertEquals(Polled.ENDED, cx.poll(stream));
            assertEquals(1, source.closes(), "closed exactly once, failing after " + healthy);
            assertEquals(0, cx.alarms().armed());
        }
    }

    @Test
    void failureBeforeTheFirstMessage_isPassedOnByAllThatAsk() {
        for (Operator operator : Operator.all()) {
            if (operator.name().equals("take 0") || operator.name().endsWith("recover")) {
                continue;
            }
            var failure = new IOException("broken");
            Stream<?> stream =
                    operator.on().apply(ScriptedStream.<Integer>script().failing(failure));
            assertSame(
                    failure,
                    assertThrows(
                            IOException.class,
                            () -> {
                                while (cx.settle(stream) == Polled.READY) {
                                    stream.tail();
                                }
                            },
                            operator.name()));
        }
    }

    static java.util.List<Function<Stream<Integer>, Stream<?>>> throwing() {
        return java.util.List.of(
                s -> s.map(OperatorFailureTest::explode),
                s -> s.copy(OperatorFailureTest::explode),
                s -> s.filter(x -> explode(x) > 0),
                s -> s.takeWhile(x -> explode(x) > 0),
                s -> s.scan(0, (a, x) -> explode(x)),
                s -> s.fold(0, (a, x) -> explode(x)),
                s -> s.forEach(OperatorFailureTest::explode),
                s -> s.flatMap(x -> Stream.of(explode(x))),
                s -> s.flatMap(x -> x == 2 ? null : Stream.of(x)),
                s -> s.flatMap(x -> Stream.of(x).map(OperatorFailureTest::explode)),
                s -> s.zip(Stream.of(1, 2), (x, y) -> explode(x)),
                s -> s.merge(Stream.of(2, 2).map(OperatorFailureTest::explode)),
                s -> s.skip(1).first().map(OperatorFailureTest::explode),
                s -> s.skip(1).first().then(x -> Future.of(explode(x))),
                s -> s.skip(1).first().then(x -> null),
                s -> s.skip(1).first().join(Future.of(1), (x, y) -> explode(x)),
                s -> Future.call(() -> explode(2)).race(s.first()),
                s -> s.skip(1).first().map(OperatorFailureTest::explode).recover(e -> explode(2)),
                s -> s.skip(1).first().map(OperatorFailureTest::explode).recoverWith(e -> null),
                s -> s.concat(Stream.of(2).map(OperatorFailureTest::explode)).filter(x -> x != 2 || explode(x) > 0),
                s -> Future.join(List.of(s.first(), Future.call(() -> explode(2)))));
    }

    private static int explode(int message) {
        if (message == 2) {
            throw new ArithmeticException("two");
        }
        return message;
    }

    @ParameterizedTest
    @MethodSource("throwing")
    void functionThatThrows_leavesTheStreamClosable(Function<Stream<Integer>, Stream<?>> operator) {
        ScriptedStream<Integer> source = ScriptedStream.<Integer>of(1, 2, 3).moving();
        Stream<?> stream = operator.apply(source);
        assertThrows(RuntimeException.class, () -> {
            while (cx.settle(stream) == Polled.READY) {
                stream.tail();
            }
        });
        assertThrows(IllegalStateException.class, stream::head);
        assertThrows(IllegalStateException.class, stream::tail);
        stream.close();
        stream.close();
        assertEquals(1, source.closes());
    }
}
