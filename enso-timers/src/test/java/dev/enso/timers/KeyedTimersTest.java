package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class KeyedTimersTest {
    private static final int ALL = Integer.MAX_VALUE;

    private final Wheel wheel = Wheel.create();
    private final List<String> expired = new ArrayList<>();
    private final KeyedTimers<String> timers = new KeyedTimers<>(wheel, expired::add);

    @Test
    void set_againMovesTheTimerOfTheKey() {
        assertTrue(timers.set("session", 10));
        assertFalse(timers.set("session", 20));
        wheel.poll(19, ALL);
        assertEquals(List.of(), expired);
        wheel.poll(20, ALL);
        assertEquals(List.of("session"), expired);
        assertEquals(0, timers.size());
        assertEquals(0, wheel.live());
    }

    @Test
    void cancel_keepsTheKeyFromExpiring() {
        timers.set("a", 10);
        timers.set("b", 10);
        assertTrue(timers.cancel("a"));
        assertFalse(timers.cancel("a"));
        wheel.poll(10, ALL);
        assertEquals(List.of("b"), expired);
    }

    @Test
    void expiry_maySetTheKeyAnew() {
        List<Long> times = new ArrayList<>();
        List<KeyedTimers<String>> self = new ArrayList<>();
        self.add(new KeyedTimers<>(wheel, key -> {
            times.add(wheel.fired());
            if (times.size() < 3) {
                assertTrue(self.get(0).set(key, 100L * (times.size() + 1)));
            }
        }));
        self.get(0).set("lease", 100);
        for (long now = 100; now <= 500; now += 100) {
            wheel.poll(now, ALL);
        }
        assertEquals(List.of(1L, 2L, 3L), times);
    }

    @Test
    void set_onAFullWheelIsRefusedAndKeepsTheOthers() {
        Wheel small = Wheel.builder().maximum(1).build();
        KeyedTimers<String> few = new KeyedTimers<>(small, expired::add);
        few.set("a", 10);
        assertThrows(RejectedExecutionException.class, () -> few.set("b", 10));
        assertFalse(few.contains("b"));
        few.set("a", 20);
        small.poll(20, ALL);
        assertEquals(List.of("a"), expired);
    }

    @Test
    void set_afterTheTimerWasTakenBySelectArmsItAnew() throws Exception {
        timers.set("a", 10);
        var due = wheel.select(10);
        due.poll(new dev.enso.core.TestContext());
        due.tail();
        assertFalse(timers.set("a", 20));
        wheel.poll(20, ALL);
        assertEquals(List.of("a"), expired);
    }

    @Test
    void set_refusedByAFullWheelLeavesTheKeyWithoutTimer() throws Exception {
        Wheel small = Wheel.builder().maximum(1).build();
        KeyedTimers<String> few = new KeyedTimers<>(small, expired::add);
        few.set("a", 10);
        var due = small.select(10);
        due.poll(new dev.enso.core.TestContext());
        due.tail();
        few.set("b", 20);
        assertThrows(RejectedExecutionException.class, () -> few.set("a", 20));
        assertThrows(RejectedExecutionException.class, () -> few.set("c", 20));
        assertFalse(few.contains("a"));
        assertEquals(1, few.size());
    }

    @Test
    void clear_cancelsAll() {
        timers.set("a", 10);
        timers.set("b", 20);
        timers.clear();
        assertEquals(0, wheel.live());
        assertEquals(2, wheel.cancelled());
    }

    @Test
    void keys_expireAsInAMapOfDeadlines() {
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Wheel wheel = Wheel.create();
            List<Integer> gone = new ArrayList<>();
            KeyedTimers<Integer> keyed = new KeyedTimers<>(wheel, gone::add);
            Map<Integer, Long> model = new HashMap<>();
            long now = 0;
            for (int i = 0; i < 1_000; i++) {
                int key = random.nextInt(50);
                if (random.nextInt(4) == 0) {
                    assertEquals(model.remove(key) != null, keyed.cancel(key), "seed " + seed);
                } else {
                    long deadline = now + 1 + random.nextInt(500);
                    assertEquals(model.put(key, deadline) == null, keyed.set(key, deadline), "seed " + seed);
                }
                now += random.nextInt(20);
                long time = now;
                gone.clear();
                wheel.poll(now, ALL);
                long due = model.values().stream().filter(at -> at <= time).count();
                assertEquals(due, gone.size(), "seed " + seed);
                for (int expiredKey : gone) {
                    assertTrue(model.remove(expiredKey) <= now, "seed " + seed);
                }
                assertEquals(model.size(), keyed.size(), "seed " + seed);
            }
        }
    }
}
