package dev.enso.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FutureTest {
    private static final int MANY = 1_000_000;

    private final TestContext cx = new TestContext();

    @Test
    void valueMayBeNull() throws Exception {
        assertNull(cx.get(Future.of(null)));
        assertNull(cx.get(Future.call(() -> null)));
        assertNull(cx.get(Future.of(1).map(x -> null)));
        assertNull(cx.get(Future.of(1).then(x -> Future.of(null))));
        assertNull(cx.get(Stream.of(1).forEach(x -> {})));
        assertNull(cx.get(Future.of(null).join(Future.of(null), (x, y) -> x)));
    }

    @Test
    void failed_throwsTheCauseItself() {
        var exception = new IOException("gone");
        assertSame(exception, assertThrows(IOException.class, () -> cx.poll(Future.failed(exception))));
        var error = new AssertionError("wrong");
        assertSame(error, assertThrows(AssertionError.class, () -> cx.poll(Future.failed(error))));
        var other = new Throwable("odd");
        assertSame(
                other,
                assertThrows(ExecutionException.class, () -> cx.poll(Future.failed(other)))
                        .getCause());
    }

    @Test
    void call_isMadeOnceAndNotBeforeThePoll() throws Exception {
        var calls = new AtomicInteger();
        Future<Integer> future = Future.call(calls::incrementAndGet);
        assertEquals(0, calls.get());
        cx.poll(future);
        cx.poll(future);
        assertEquals(1, future.head());
        assertEquals(1, calls.get());
    }

    @Test
    void callThatIsClosedFirst_isNotMade() throws Exception {
        var calls = new AtomicInteger();
        Future<Integer> future = Future.call(calls::incrementAndGet);
        future.close();
        assertEquals(Polled.ENDED, cx.poll(future));
        assertEquals(0, calls.get());
    }

    @Test
    void defer_makesTheFutureInThePoll() throws Exception {
        var made = new AtomicInteger();
        Future<Integer> future = Future.defer(() -> Future.of(made.incrementAndGet()));
        assertEquals(0, made.get());
        assertEquals(1, cx.get(future));
    }

    @Test
    void then_closesTheFirstBeforeTheSecondRuns() throws Exception {
        ScriptedStream<Integer> first = ScriptedStream.of(1);
        Future<Integer> future =
                first.first().then(x -> Future.call(first::closes)).then(Future::of);
        assertEquals(1, cx.get(future));
    }

    /** A connection that was handed on was closed at once, because it had been seen and not taken. */
    @Test
    void then_takesWhatItHandsOn() throws Exception {
        var made = new Made();
        assertEquals("open", cx.get(made.then(value -> Future.call(() -> made.closedUntaken ? "closed" : "open"))));
    }

    @Test
    void join_takesWhatItHandsOn() throws Exception {
        var one = new Made();
        var other = new Made();
        Future<List<Boolean>> all = Future.join(java.util.List.of(one, other));
        assertEquals(Polled.READY, cx.poll(all));
        all.tail().close();
        assertFalse(one.closedUntaken || other.closedUntaken);
    }

    /** A future of something that is to be closed, by whoever takes it, or else by this. */
    private static final class Made implements Future<Boolean> {
        boolean closedUntaken;
        private boolean taken;

        @Override
        public Polled poll(Context context) {
            return Polled.READY;
        }

        @Override
        public Boolean head() {
            return true;
        }

        @Override
        public Stream<Boolean> tail() {
            taken = true;
            return this;
        }

        @Override
        public void close() {
            closedUntaken |= !taken;
        }
    }

    @Test
    void then_endsWithoutAValueWhenTheFirstDoes() throws Exception {
        Future<Integer> none = Stream.<Integer>empty().first();
        Future<Integer> future = none.then(x -> Future.failed(new AssertionError("asked")));
        assertEquals(Polled.ENDED, cx.poll(future));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, Integer.MAX_VALUE})
    void then_recursionRunsInConstantStack(int budget) throws Exception {
        cx.budget(budget);
        assertEquals(MANY, cx.get(count(0)));
    }

    private static Future<Integer> count(int from) {
        return from == MANY ? Future.of(from) : Future.of(from + 1).then(FutureTest::count);
    }

    @Test
    void then_recursionThroughDeferRunsInConstantStack() throws Exception {
        assertEquals(MANY, cx.get(countLater(0)));
    }

    private static Future<Integer> countLater(int from) {
        return Future.defer(() -> from == MANY ? Future.of(from) : countLater(from + 1));
    }

    @Test
    void then_endlessRecursionSpendsBudget() throws Exception {
        cx.budget(10);
        Future<Void> endless = endless();
        for (int i = 1; i <= 3; i++) {
            assertEquals(Polled.PENDING, cx.poll(endless));
            assertTrue(cx.isExhausted());
            assertEquals(11 * i, cx.spent());
        }
    }

    private static Future<Void> endless() {
        return Future.of(1).then(x -> endless());
    }

    @Test
    void then_chainTakenOverIsDead() throws Exception {
        ScriptedStream<Integer> script =
                ScriptedStream.<Integer>script().pending().ready(2);
        Future<Integer> inner = script.first().then(x -> Future.of(x + 1));
        Future<Integer> outer = Future.of(1).then(x -> inner);
        assertEquals(Polled.PENDING, cx.poll(outer));
        inner.close();
        assertEquals(0, script.closes());
        script.outside();
        assertEquals(3, cx.get(outer));
        assertEquals(1, script.closes());
    }

    @Test
    void join_failsAtOnceWhenOneFails() {
        Future<Integer> join =
                Operator.<Integer>never().join(Future.<Integer>failed(new IOException("right")), (x, y) -> y);
        assertThrows(IOException.class, () -> cx.poll(join));
        Future<List<Integer>> all = Future.join(List.of(Operator.never(), Future.failed(new IOException("second"))));
        assertThrows(IOException.class, () -> cx.poll(all));
    }

    @Test
    void join_endsWithoutAValueWhenOneDoesAndClosesTheOthers() throws Exception {
        ScriptedStream<Integer> other = ScriptedStream.of(1);
        Future<List<Integer>> all =
                Future.join(List.of(other.first(), Stream.<Integer>empty().first()));
        assertEquals(Polled.ENDED, cx.poll(all));
        assertEquals(1, other.closes());
    }

    @Test
    void join_ofManyWaitsForTheLastAndKeepsTheOrder() throws Exception {
        var stages = new java.util.ArrayList<CompletableFuture<Integer>>();
        var futures = new java.util.ArrayList<Future<Integer>>();
        for (int i = 0; i < 100; i++) {
            stages.add(new CompletableFuture<>());
            futures.add(Future.from(stages.get(i)));
        }
        Future<List<Integer>> all = Future.join(futures);
        for (int i = 99; i >= 0; i--) {
            assertEquals(Polled.PENDING, cx.poll(all));
            stages.get(i * 37 % 100).complete(i * 37 % 100);
            assertTrue(cx.isDue());
        }
        List<Integer> values = cx.get(all);
        assertEquals(List.from(java.util.stream.IntStream.range(0, 100).boxed().toList()), values);
    }

    @Test
    void race_closesTheLoserWhenTheWinnerIsKnown() throws Exception {
        ScriptedStream<Integer> loser = ScriptedStream.<Integer>script().pending();
        ScriptedStream<Integer> winner =
                ScriptedStream.<Integer>script().pending().ready(2);
        Future<Integer> race = loser.first().race(winner.first());
        assertEquals(Polled.PENDING, cx.poll(race));
        winner.outside();
        assertEquals(Polled.READY, cx.poll(race));
        assertEquals(1, loser.closes());
        assertEquals(0, winner.closes());
        assertEquals(2, race.head());
        race.close();
        assertEquals(1, winner.closes());
    }

    @Test
    void race_isWonByTheFirstNamedWhenBothAreThere() throws Exception {
        ScriptedStream<Integer> second = ScriptedStream.of(2);
        assertEquals(1, cx.get(Future.of(1).race(second.first())));
        assertEquals(0, second.polls());
        assertEquals(1, second.closes());
    }

    @Test
    void race_isLostByFailingFirst() {
        Future<Integer> race = Operator.<Integer>never().race(Future.failed(new IOException("first")));
        assertThrows(IOException.class, () -> cx.poll(race));
    }

    @Test
    void race_goesOnWhileOneIsStillPending() throws Exception {
        for (int side = 0; side < 2; side++) {
            ScriptedStream<Integer> script =
                    ScriptedStream.<Integer>script().pending().ready(1);
            Future<Integer> none = Stream.<Integer>empty().first();
            Future<Integer> race =
                    side == 0 ? none.race(script.first()) : script.first().race(none);
            assertEquals(Polled.PENDING, cx.poll(race));
            script.outside();
            assertEquals(1, cx.get(race));
        }
    }

    @Test
    void race_endsWithoutAValueWhenBothDo() throws Exception {
        Future<Integer> none = Stream.<Integer>empty().first();
        assertEquals(Polled.ENDED, cx.poll(none.race(Stream.<Integer>empty().first())));
    }

    @Test
    void timeout_failsAtItsDeadlineAndSaysHowLong() throws Exception {
        cx.advance(1000);
        Future<Integer> future = Operator.<Integer>never().timeout(Duration.ofMillis(5));
        assertEquals(Polled.PENDING, cx.poll(future));
        assertEquals(5_001_000, cx.alarms().nextDeadline());
        cx.advance(4_999_999);
        assertFalse(cx.isDue());
        cx.advance(1);
        assertTrue(cx.isDue());
        var e = assertThrows(TimeoutException.class, () -> cx.poll(future));
        assertTrue(e.getMessage().contains("PT0.005S"), e.getMessage());
    }

    @Test
    void timeout_countsFromTheFirstPoll() throws Exception {
        Future<Integer> future = Operator.<Integer>never().timeout(Duration.ofNanos(10));
        cx.advance(100);
        assertEquals(Polled.PENDING, cx.poll(future));
        assertEquals(110, cx.alarms().nextDeadline());
    }

    @Test
    void timeout_spuriousPollsArmNoFurtherAlarm() throws Exception {
        Future<Integer> future = Operator.<Integer>never().timeout(Duration.ofNanos(10));
        cx.poll(future);
        for (int i = 0; i < 9; i++) {
            cx.advance(1);
            assertEquals(Polled.PENDING, future.poll(cx));
        }
        assertEquals(1, cx.alarms().everArmed());
        assertEquals(10, cx.alarms().nextDeadline());
    }

    @Test
    void timeout_cancelsItsAlarmWhenTheValueComes() throws Exception {
        var stage = new CompletableFuture<Integer>();
        Future<Integer> future = Future.from(stage).timeout(Duration.ofNanos(10));
        assertEquals(Polled.PENDING, cx.poll(future));
        stage.complete(1);
        cx.advance(50);
        assertEquals(Polled.READY, cx.poll(future), "a value that is there is not late");
        assertEquals(1, future.head());
        assertEquals(0, cx.alarms().armed());
    }

    @Test
    void timeout_cancelsItsAlarmWhenClosed() throws Exception {
        Future<Integer> future = Operator.<Integer>never().timeout(Duration.ofNanos(10));
        cx.poll(future);
        assertEquals(1, cx.alarms().armed());
        future.close();
        assertEquals(0, cx.alarms().armed());
    }

    @Test
    void timeout_0LetsPassWhatIsThere() throws Exception {
        assertEquals(1, cx.get(Future.of(1).timeout(Duration.ZERO)));
        Future<Integer> late = Operator.<Integer>never().timeout(Duration.ZERO);
        assertThrows(TimeoutException.class, () -> cx.poll(late));
    }

    @Test
    void timeout_beyondALongSaturates() throws Exception {
        for (Duration limit : java.util.List.of(
                Duration.ofSeconds(Long.MAX_VALUE), Duration.ofNanos(Long.MAX_VALUE), Duration.ofDays(106_751))) {
            var turned = new TestContext().advance(Long.MAX_VALUE / 2);
            Future<Integer> future = Operator.<Integer>never().timeout(limit);
            assertEquals(Polled.PENDING, turned.poll(future), limit.toString());
            assertEquals(Long.MAX_VALUE, turned.alarms().nextDeadline(), limit.toString());
            assertFalse(turned.isDue());
        }
    }

    @Test
    void recover_givesAValueForTheException() throws Exception {
        Future<String> future = Future.<String>failed(new IOException("gone")).recover(Exception::getMessage);
        assertEquals("gone", cx.get(future));
    }

    @Test
    void recoverWith_closesTheFailedBeforeItGoesOn() throws Exception {
        ScriptedStream<Integer> failing = ScriptedStream.<Integer>script().failing(new IOException("gone"));
        Future<Integer> future = failing.first().recoverWith(e -> Future.call(failing::closes));
        assertEquals(1, cx.get(future));
        assertEquals(1, failing.closes());
    }

    @Test
    void recover_catchesOnlyOnce() {
        Future<Integer> future = Future.<Integer>failed(new IOException("first"))
                .recoverWith(e -> Future.failed(new IllegalStateException("second")));
        assertThrows(IllegalStateException.class, () -> cx.poll(future));
    }

    @Test
    void recover_letsErrorsPass() {
        Future<Integer> future =
                Future.<Integer>failed(new StackOverflowError()).recover(e -> 1);
        assertThrows(StackOverflowError.class, () -> cx.poll(future));
    }

    @Test
    void toStage_startsTheFuture() throws Exception {
        Spawner here = new Spawner() {
            @Override
            public <T> CompletionStage<T> start(Future<T> future) {
                try {
                    return CompletableFuture.completedFuture(cx.get(future));
                } catch (Exception e) {
                    return CompletableFuture.failedFuture(e);
                }
            }
        };
        assertEquals(
                2,
                Future.of(1).map(x -> x + 1).toStage(here).toCompletableFuture().get());
        assertTrue(Future.failed(new IOException())
                .toStage(here)
                .toCompletableFuture()
                .isCompletedExceptionally());
    }
}
