package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.core.Polled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting again what has failed. */
class RestartTest {
    private static final Duration MS = Duration.ofMillis(1);

    private PlainTimers timers = new PlainTimers();
    private final Rig rig = Rig.of(1, builder -> builder.timers(core -> timers));
    private final Reactor reactor = rig.reactor();
    private final List<Probe> made = new ArrayList<>();
    private final Exception failure = new Exception("on purpose");

    private Future<String> make(Probe probe) {
        made.add(probe);
        return probe;
    }

    private Future<String> failing() {
        return make(Probe.failing(failure));
    }

    private void advance(Duration time) {
        rig.clock.advance(time.toNanos());
        rig.settle();
    }

    @Test
    void failure_isFollowedByARestartAfterTheBackOff() {
        Restart restart = Restart.times(3).backOff(MS, MS.multipliedBy(3)).jitter(0);
        Task<String> task = reactor.spawn("phoenix", restart.onFailure(this::failing));
        rig.settle();
        assertEquals(1, made.size());
        assertEquals(1, made.get(0).closes);
        advance(MS.minusNanos(1));
        assertEquals(1, made.size());
        advance(Duration.ofNanos(1));
        assertEquals(2, made.size(), "after 1 ms");
        advance(MS);
        assertEquals(2, made.size());
        advance(MS);
        assertEquals(3, made.size(), "after 2 ms");
        advance(MS.multipliedBy(3));
        assertEquals(4, made.size(), "after no more than 3 ms");
        assertTrue(task.isDone());
        Throwable last = task.outcome().failure();
        assertEquals(
                "phoenix failed 4 times in a row, and its limit is 3 restarts: see the cause for the last failure",
                last.getMessage());
        assertSame(failure, last.getCause());
        assertEquals(
                "phoenix, restarted in PT0.001S as number 1", rig.heard.whats().get(0));
        assertEquals(4, rig.heard.count(), "three restarts and the end");
        assertEquals(0, timers.armed());
    }

    @Test
    void success_endsIt() {
        Task<String> task = reactor.spawn(
                Restart.always().atOnce().onFailure(() -> made.size() < 5 ? failing() : make(Probe.of("at last"))));
        rig.settle();
        assertEquals("at last", task.outcome().value());
        assertEquals(6, made.size());
        made.forEach(probe -> assertEquals(1, probe.closes));
        assertEquals(5, rig.heard.count());
    }

    @Test
    void end_ofAServiceIsAFailure() {
        Task<String> task = reactor.spawn(
                TaskOptions.named("ticker").service(), Restart.times(1).atOnce().service(() -> make(Probe.of("over"))));
        rig.settle();
        assertEquals(2, made.size());
        assertEquals(
                "the service ended by itself",
                task.outcome().failure().getCause().getMessage());
    }

    @Test
    void end_withoutAValueIsAFailure() {
        Task<Object> task = reactor.spawn(
                Restart.times(0).onFailure(() -> dev.enso.core.Stream.empty().first()));
        rig.settle();
        assertTrue(task.outcome().failure().getCause().getMessage().contains("without a value"));
    }

    @Test
    void supplier_thatFailsOrMakesNothingCountsAsAFailure() {
        Task<String> task = reactor.spawn(Restart.times(1).atOnce().onFailure(() -> {
            if (made.isEmpty()) {
                make(Probe.pending());
                return null;
            }
            throw new IllegalArgumentException("no future");
        }));
        rig.settle();
        assertEquals("no future", task.outcome().failure().getCause().getMessage());
        assertTrue(rig.heard.failures().get(0) instanceof NullPointerException);
    }

    @Test
    void calm_letsTheCountBeginAnew() {
        Restart restart =
                Restart.times(1).backOff(MS, MS).calm(MS.multipliedBy(10)).jitter(0);
        Task<String> task = reactor.spawn(restart.onFailure(() -> make(new Probe((self, cx) -> {
            if (self.polls == 1) {
                return Polled.PENDING;
            }
            throw failure;
        }))));
        rig.settle();
        for (int i = 0; i < 20; i++) {
            advance(MS.multipliedBy(10));
            task.wake();
            rig.settle();
            advance(MS);
            assertFalse(task.isDone());
        }
        assertEquals(21, made.size());
        task.wake();
        rig.settle();
        advance(MS);
        task.wake();
        rig.settle();
        assertTrue(task.isDone());
    }

    @Test
    void cancel_duringTheBackOffDisarmsTheTimer() {
        Task<String> task = reactor.spawn(Restart.always().onFailure(this::failing));
        rig.settle();
        assertEquals(1, timers.armed());
        task.cancel();
        rig.settle();
        assertTrue(task.isDone());
        assertEquals(0, timers.armed());
        assertEquals(1, made.size());
    }

    @Test
    void failure_inCloseIsSuppressedInTheFailure() {
        IllegalStateException second = new IllegalStateException("in close");
        reactor.spawn(Restart.times(1)
                .onFailure(() -> make(
                        new Probe((self, cx) -> {
                            throw failure;
                        }) {
                            @Override
                            public void close() {
                                super.close();
                                throw second;
                            }
                        })));
        rig.settle();
        assertEquals(List.of(second), List.of(failure.getSuppressed()));
    }

    @Test
    void errors_areRestartedToo() {
        StackOverflowError error = new StackOverflowError();
        Task<String> task = reactor.spawn(Restart.times(1).atOnce().onFailure(() -> {
            if (made.isEmpty()) {
                return make(Probe.failing(error));
            }
            return make(Probe.of("well"));
        }));
        rig.settle();
        assertEquals("well", task.outcome().value());
        assertSame(error, rig.heard.failures().get(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 40, 62, 63, 64, 65, Integer.MAX_VALUE})
    void delay_doublesUpToTheLongestAndIsNeverMore(int failures) {
        Restart restart = Restart.always().jitter(0);
        SplittableRandom random = new SplittableRandom(1);
        long expected = Duration.ofMillis(10).toNanos();
        for (int i = 1; i < failures && expected < Duration.ofSeconds(10).toNanos(); i++) {
            expected = Math.min(expected * 2, Duration.ofSeconds(10).toNanos());
        }
        assertEquals(expected, restart.delay(failures, random));
        assertEquals(0, restart.atOnce().delay(failures, random));
        Duration ever = Duration.ofSeconds(Long.MAX_VALUE);
        assertEquals(Long.MAX_VALUE, restart.backOff(ever, ever).delay(failures, random));
        Duration nano = Duration.ofNanos(1);
        long delay = restart.backOff(nano, ever).delay(failures, random);
        assertEquals(failures <= 63 ? 1L << (failures - 1) : 1L << 62, delay);
    }

    @Test
    void jitter_isDrawnFromTheSeedAndOnlyShortens() {
        Restart restart = Restart.always().jitter(0.5);
        SplittableRandom one = new SplittableRandom(7);
        SplittableRandom two = new SplittableRandom(7);
        long whole = Duration.ofMillis(10).toNanos();
        long least = whole;
        long most = 0;
        for (int i = 0; i < 1000; i++) {
            long delay = restart.delay(1, one);
            assertEquals(delay, restart.delay(1, two));
            least = Math.min(least, delay);
            most = Math.max(most, delay);
        }
        assertTrue(least >= whole / 2 && most <= whole, least + " to " + most);
        assertNotEquals(least, most);
    }

    @Test
    void policy_refusesWhatMakesNoSense() {
        assertMessage("limit of restarts can't be negative: -1", () -> Restart.times(-1));
        assertMessage("jitter must be from 0 to 1: 1.5", () -> Restart.times(1).jitter(1.5));
        assertMessage("jitter must be from 0 to 1: NaN", () -> Restart.times(1).jitter(Double.NaN));
        assertMessage(
                "first back-off can't be negative: PT-0.001S",
                () -> Restart.times(1).backOff(MS.negated(), MS));
        assertMessage(
                "calm can't be negative: PT-0.001S", () -> Restart.times(1).calm(MS.negated()));
        assertMessage(
                "the first back-off, PT0.002S, can't be longer than the longest, PT0.001S",
                () -> Restart.times(1).backOff(MS.multipliedBy(2), MS));
        assertThrows(NullPointerException.class, () -> Restart.times(1).onFailure(null));
    }

    private static void assertMessage(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }
}
