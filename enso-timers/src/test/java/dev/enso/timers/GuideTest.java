package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.TestContext;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The code of {@code docs/timers.md}, compiled and run. */
class GuideTest {
    private static final Path GUIDE = Path.of("../docs/timers.md");
    private static final Path THIS = Path.of("src/test/java/dev/enso/timers/GuideTest.java");

    private final List<String> done = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong();

    private Reactors reactors() {
        return Reactors.builder()
                .count(1)
                .clock(clock::get)
                .timers(core -> Wheel.create())
                .build();
    }

    private void turnUntil(Reactors reactors, long time) {
        clock.set(time);
        while (reactors.get(0).turn() > 0) {}
    }

    @Test
    void firstExample_sleepsLimitsAndTicks() {
        List<Long> ticks = new ArrayList<>();
        try (Reactors reactors = reactors()) {
            Future<String> answer = Timers.sleep(Duration.ofDays(1)).map(nothing -> "an answer");
            reactors.spawn(Timers.sleep(Duration.ofMillis(5)).map(nothing -> done.add("slept")));
            reactors.spawn(Timers.timeout(answer, Duration.ofMillis(20)).recover(late -> "no answer"));
            reactors.spawn(Timers.interval(Duration.ofMillis(10)).take(3).forEach(tick -> ticks.add(tick.number())));
            for (long ms = 0; ms <= 30; ms += 5) {
                turnUntil(reactors, ms * 1_000_000);
            }
        }
        assertEquals(List.of("slept"), done);
        assertEquals(List.of(1L, 2L, 3L), ticks);
    }

    @Test
    void wheelExamples_armMoveCancelAndSelect() throws Exception {
        long now = 1_000;
        Wheel wheel = Wheel.builder().capacity(100_000).build();
        long timer = wheel.arm(now + 5_000_000, () -> done.add("fired"));
        wheel.reset(timer, now + 9_000_000);
        wheel.cancel(timer);
        wheel.arm(now + 5_000_000, 1_000_000, () -> done.add("fired up to 1 ms later, together with others"));
        int fired = wheel.poll(now + 6_000_000, 256);
        assertEquals(1, fired);

        TestContext cx = new TestContext();
        wheel.arm(now, () -> {});
        Stream<Due> due = wheel.select(now);
        while (due.poll(cx) == Polled.READY) {
            done.add("due at " + due.head().deadline());
            due = due.tail();
        }
        assertEquals("due at " + now, done.get(1));
    }

    @Test
    void keyExample_movesAndCancels() {
        long now = 0;
        Wheel wheel = Wheel.create();
        KeyedTimers<String> sessions = new KeyedTimers<>(wheel, session -> done.add(session + " expired"));
        sessions.set("alice", now + 30_000_000_000L);
        sessions.set("alice", now + 60_000_000_000L);
        assertEquals(0, wheel.poll(59_000_000_000L, 1));
        sessions.cancel("alice");
        assertEquals(0, wheel.poll(60_000_000_000L, 1));
    }

    @Test
    void clockExample_ticks() {
        List<IntervalList> plugged = new ArrayList<>();
        try (Reactors reactors = Reactors.builder()
                .count(1)
                .clock(clock::get)
                .poller(core -> {
                    plugged.add(clocks(core));
                    return plugged.get(0);
                })
                .build()) {
            turnUntil(reactors, 1_000_000);
        }
        assertEquals(List.of("clock 7", "clock 8"), done);
        assertEquals(2, plugged.get(0).live());
    }

    private IntervalList clocks(CoreContext core) {
        IntervalList clocks = new IntervalList(16, core::now, (taskId, missed) -> done.add("clock " + taskId));
        clocks.create(1_000_000, 7);
        clocks.create(1_000_000, 8, MissedTicks.BURST);
        return clocks;
    }

    @Test
    void sharedExample_armsFromOutside() {
        try (Reactors reactors = reactors()) {
            Reactor reactor = reactors.get(0);
            SharedTimers timers = SharedTimers.of(reactor);
            SharedTimer reminder = timers.arm(Duration.ofSeconds(5), () -> done.add("reminded"));
            boolean first = reminder.cancel();
            assertTrue(first);
            turnUntil(reactors, 6_000_000_000L);
        }
        assertEquals(List.of(), done);
    }

    @Test
    void guide_showsOnlyCodeOfThisClass() throws Exception {
        String compiled = Files.readString(THIS);
        boolean inCode = false;
        int lines = 0;
        for (String line : Files.readAllLines(GUIDE)) {
            if (line.startsWith("```")) {
                inCode = line.equals("```java");
            } else if (inCode && !line.isBlank()) {
                String code = line.replaceFirst(" {2,}//.*", "").strip();
                assertTrue(compiled.contains(code), code);
                lines++;
            }
        }
        assertFalse(inCode);
        assertTrue(lines > 20, "lines: " + lines);
    }
}
