package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.ScriptedStream;
import dev.enso.core.Stream;
import dev.enso.core.StreamLaws;
import dev.enso.core.Subject;
import dev.enso.core.TestContext;
import dev.enso.reactor.Reactors;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TimersTest {
    private static final long PERIOD = 1_000;

    private final TestContext cx = new TestContext();

    @TestFactory
    List<DynamicContainer> laws() {
        return List.of(
                StreamLaws.of("sleep", () -> sleeping(Timers.sleep(Duration.ofNanos(PERIOD)))),
                StreamLaws.of("sleep(0)", () -> sleeping(Timers.sleep(Duration.ZERO))),
                StreamLaws.of("sleepUntil", () -> sleeping(Timers.sleepUntil(PERIOD))),
                StreamLaws.of("interval", () -> ticking(MissedTicks.SKIP)),
                StreamLaws.of("interval, burst", () -> ticking(MissedTicks.BURST)),
                StreamLaws.of("interval, delay", () -> ticking(MissedTicks.DELAY)),
                StreamLaws.of("debounce", TimersTest::debounced),
                StreamLaws.of("throttle", TimersTest::throttled));
    }

    private static Subject<?> debounced() {
        ScriptedStream<Integer> script = ScriptedStream.<Integer>script()
                .ready(1)
                .ready(2)
                .pending()
                .ready(3)
                .pending()
                .pending()
                .ready(4)
                .ready(5);
        return Subject.of(Timers.debounce(script, Duration.ofNanos(PERIOD)), List.of(2, 3, 5))
                .over(script)
                .outside(cx -> cx.advance(PERIOD));
    }

    private static Subject<?> throttled() {
        ScriptedStream<Integer> script =
                ScriptedStream.<Integer>script().ready(1).ready(2).pending().ready(3);
        return Subject.of(Timers.throttle(script, Duration.ofNanos(PERIOD)), List.of(1, 2, 3))
                .over(script)
                .outside(cx -> cx.advance(PERIOD));
    }

    private static Subject<?> sleeping(Future<Void> sleep) {
        return Subject.of(sleep, Arrays.asList((Object) null)).outside(cx -> cx.advance(PERIOD));
    }

    private static Subject<?> ticking(MissedTicks missed) {
        Stream<Tick> ticks = Timers.interval(Duration.ofNanos(PERIOD), missed).take(3);
        return Subject.of(ticks, List.of(1L, 2L, 3L)).reading(Tick::number).outside(cx -> cx.advance(PERIOD));
    }

    @Test
    void sleep_isNeverEarly() throws Exception {
        Future<Void> sleep = Timers.sleep(Duration.ofNanos(10));
        assertEquals(Polled.PENDING, cx.poll(sleep));
        cx.advance(9);
        assertEquals(Polled.PENDING, cx.poll(sleep));
        cx.advance(1);
        assertEquals(Polled.READY, cx.poll(sleep));
        assertNull(sleep.head());
    }

    @Test
    void sleep_countsFromTheFirstPoll() throws Exception {
        Future<Void> sleep = Timers.sleep(Duration.ofNanos(10));
        cx.advance(100);
        assertEquals(Polled.PENDING, cx.poll(sleep));
        assertEquals(110, cx.alarms().nextDeadline());
    }

    @Test
    void sleep_leavesNoAlarmBehindWhenClosed() throws Exception {
        Future<Void> sleep = Timers.sleep(Duration.ofSeconds(1));
        cx.poll(sleep);
        assertEquals(1, cx.alarms().armed());
        sleep.close();
        assertEquals(0, cx.alarms().armed());
    }

    @Test
    void sleep_armsOneAlarmHoweverOftenItIsPolled() throws Exception {
        Future<Void> sleep = Timers.sleep(Duration.ofSeconds(1));
        for (int i = 0; i < 5; i++) {
            cx.poll(sleep);
            assertEquals(1, cx.alarms().armed());
        }
    }

    @Test
    void sleep_beyondTheEndOfTimeNeverEnds() throws Exception {
        cx.advance(5);
        Future<Void> sleep = Timers.sleep(Duration.ofSeconds(Long.MAX_VALUE));
        assertEquals(Polled.PENDING, cx.poll(sleep));
        assertEquals(Long.MAX_VALUE, cx.alarms().nextDeadline());
    }

    @Test
    void interval_keepsItsPhaseWhateverTheDelayOfATick() throws Exception {
        Stream<Tick> ticks = Timers.interval(Duration.ofNanos(100));
        assertEquals(Polled.PENDING, cx.poll(ticks));
        cx.advance(130);
        assertTick(ticks, 1, 0, 100);
        cx.poll(ticks);
        assertEquals(200, cx.alarms().nextDeadline());
    }

    @Test
    void interval_skipsMissedTicksAndCountsThem() throws Exception {
        Stream<Tick> ticks = Timers.interval(Duration.ofNanos(100));
        cx.poll(ticks);
        cx.advance(350);
        assertTick(ticks, 3, 2, 300);
        assertEquals(Polled.PENDING, cx.poll(ticks));
        cx.advance(50);
        assertTick(ticks, 4, 0, 400);
    }

    @Test
    void interval_burstsThroughMissedTicks() throws Exception {
        Stream<Tick> ticks = Timers.interval(Duration.ofNanos(100), MissedTicks.BURST);
        cx.poll(ticks);
        cx.advance(250);
        assertTick(ticks, 1, 1, 100);
        assertTick(ticks, 2, 0, 200);
        assertEquals(Polled.PENDING, cx.poll(ticks));
    }

    @Test
    void interval_delaysFromTheTickThatWasLate() throws Exception {
        Stream<Tick> ticks = Timers.interval(Duration.ofNanos(100), MissedTicks.DELAY);
        cx.poll(ticks);
        cx.advance(250);
        assertTick(ticks, 1, 1, 100);
        cx.poll(ticks);
        assertEquals(350, cx.alarms().nextDeadline());
        cx.advance(100);
        assertTick(ticks, 2, 0, 350);
    }

    private void assertTick(Stream<Tick> ticks, long number, long missed, long due) throws Exception {
        assertEquals(Polled.READY, cx.poll(ticks));
        assertEquals(number, ticks.head().number());
        assertEquals(missed, ticks.head().missed());
        assertEquals(due, ticks.head().due());
        ticks.tail();
    }

    @Test
    void interval_saysThatItsTicksAreInPlace() {
        Stream<Tick> ticks = Timers.interval(Duration.ofNanos(100));
        assertTrue(ticks.inPlace());
        assertThrows(IllegalStateException.class, ticks::toList);
    }

    @Test
    void debounce_waitsUntilNothingHasComeForSoLong() throws Exception {
        ScriptedStream<String> script = ScriptedStream.<String>script()
                .ready("a")
                .pending()
                .ready("b")
                .pending()
                .pending();
        Stream<String> calm = Timers.debounce(script, Duration.ofNanos(100));
        assertEquals(Polled.PENDING, cx.poll(calm));
        assertEquals(100, cx.alarms().nextDeadline());
        cx.advance(60);
        script.outside();
        assertEquals(Polled.PENDING, cx.poll(calm));
        cx.advance(99);
        assertEquals(Polled.PENDING, cx.poll(calm));
        assertEquals(160, cx.alarms().nextDeadline());
        cx.advance(1);
        assertEquals(Polled.READY, cx.poll(calm));
        assertEquals("b", calm.head());
        calm.tail();
        assertEquals(Polled.PENDING, cx.poll(calm));
        assertEquals(0, cx.alarms().armed());
        calm.close();
        assertEquals(1, script.closes());
    }

    @Test
    void debounce_showsWhatWaitsWhenTheSourceEnds() throws Exception {
        assertEquals(List.of(3), cx.drain(Timers.debounce(ScriptedStream.of(1, 2, 3), Duration.ofDays(1))));
        assertEquals(0, cx.alarms().armed());
    }

    @Test
    void debounce_refusesMessagesInPlace() {
        assertThrows(
                IllegalStateException.class,
                () -> Timers.debounce(Timers.interval(Duration.ofNanos(1)), Duration.ofNanos(5)));
    }

    @Test
    void throttle_letsOneMessageAPeriodPassAndLosesNone() throws Exception {
        Stream<Integer> slow = Timers.throttle(ScriptedStream.of(1, 2, 3), Duration.ofNanos(100));
        assertEquals(Polled.READY, cx.poll(slow));
        assertEquals(1, slow.head());
        cx.advance(30);
        slow.tail();
        assertEquals(Polled.PENDING, cx.poll(slow));
        assertEquals(100, cx.alarms().nextDeadline());
        cx.advance(69);
        assertEquals(Polled.PENDING, cx.poll(slow));
        cx.advance(1);
        assertEquals(Polled.READY, cx.poll(slow));
        assertEquals(2, slow.head());
        slow.tail();
        slow.close();
        assertEquals(0, cx.alarms().armed());
    }

    @Test
    void timeout_failsAFutureThatTakesTooLong() throws Exception {
        Future<Void> limited = Timers.timeout(Timers.sleep(Duration.ofNanos(200)), Duration.ofNanos(100));
        assertEquals(Polled.PENDING, cx.poll(limited));
        cx.advance(100);
        assertThrows(TimeoutException.class, () -> cx.poll(limited));
        limited.close();
        assertEquals(0, cx.alarms().armed());
    }

    @Test
    void badDurations_areRefusedWithTheirValue() {
        assertMentions("PT-2S", () -> Timers.debounce(Stream.empty(), Duration.ofSeconds(-2)));
        assertMentions("PT0S", () -> Timers.throttle(Stream.empty(), Duration.ZERO));
        assertMentions("PT-1S", () -> Timers.sleep(Duration.ofSeconds(-1)));
        assertMentions("PT0S", () -> Timers.interval(Duration.ZERO));
        assertMentions("PT-0.000000001S", () -> Timers.interval(Duration.ofNanos(-1)));
    }

    private static void assertMentions(String value, Runnable call) {
        var refused = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(refused.getMessage().contains(value), refused.getMessage());
    }

    @Test
    void aReactor_runsThemOnItsWheelByItsClock() {
        AtomicLong now = new AtomicLong();
        try (Reactors reactors = Reactors.builder()
                .count(1)
                .clock(now::get)
                .timers(core -> Wheel.create())
                .failures((reactor, what, failure) ->
                        assertEquals("TimeoutException", failure.getClass().getSimpleName()))
                .build()) {
            var reactor = reactors.get(0);
            var slept = reactor.spawn(Timers.sleep(Duration.ofMillis(5)));
            var limited = reactor.spawn(Timers.sleep(Duration.ofDays(1)).timeout(Duration.ofMillis(3)));
            var ticked = reactor.spawn(
                    Timers.interval(Duration.ofMillis(2)).take(2).fold(0L, (sum, tick) -> sum + tick.number()));
            turnUntilIdle(reactors);
            now.set(Duration.ofMillis(3).toNanos() - 1);
            turnUntilIdle(reactors);
            assertTrue(!limited.isDone() && !slept.isDone() && !ticked.isDone());
            now.set(Duration.ofMillis(3).toNanos());
            turnUntilIdle(reactors);
            assertTrue(limited.isDone() && !slept.isDone());
            now.set(Duration.ofMillis(5).toNanos());
            turnUntilIdle(reactors);
            assertTrue(slept.isDone() && ticked.isDone());
            assertEquals(3L, ticked.toStage().toCompletableFuture().join());
        }
    }

    private static void turnUntilIdle(Reactors reactors) {
        int work;
        do {
            work = reactors.get(0).turn();
        } while (work > 0);
    }
}
