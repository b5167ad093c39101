package dev.enso.examples.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyspaceTest {
    private static final long START = 1_700_000_000_000L;
    private static final long MILLI = 1_000_000;

    private final ManualAlarms alarms = new ManualAlarms();
    private final Keyspace keys = new Keyspace(alarms, START * MILLI, new SplittableRandom(1), HeapRegions.NONE);

    KeyspaceTest() {
        keys.advance(0);
    }

    private Entry set(String key, String value) {
        byte[] k = ReplyBuffer.ascii(key);
        byte[] v = ReplyBuffer.ascii(value);
        return keys.set(k, 0, k.length, key.hashCode(), v, 0, v.length);
    }

    private @Nullable Entry find(String key) {
        byte[] k = ReplyBuffer.ascii(key);
        return keys.find(k, 0, k.length, key.hashCode());
    }

    @Test
    void anEntry_isNotVisibleAfterItsEndEvenWhenItsTimerIsLate() {
        keys.expire(set("a", "1"), START + 100);
        keys.advance(100 * MILLI);
        assertNotNull(find("a"));
        keys.advance(101 * MILLI);
        assertNull(find("a"));
        assertEquals(0, keys.size());
        assertEquals(0, alarms.live());
        assertEquals(1, keys.expired());
    }

    @Test
    void anEntry_isRemovedByItsTimerWithoutBeingLookedAt() {
        for (int i = 0; i < 1000; i++) {
            keys.expire(set("k" + i, "v"), START + i);
        }
        assertEquals(999, alarms.live(), "the first has ended already");
        alarms.fire(500 * MILLI);
        keys.advance(500 * MILLI);
        assertEquals(500, keys.size());
        assertNull(find("k499"));
        assertNotNull(find("k500"));
    }

    @Test
    void oneTimerAKey_howeverOftenItsEndIsMoved() {
        Entry entry = set("a", "1");
        for (int i = 1; i <= 1000; i++) {
            assertTrue(keys.expire(entry, START + 1000 + i));
        }
        assertEquals(1, alarms.live());
        alarms.fire(2000 * MILLI);
        assertNotNull(find("a"), "an earlier end must not count");
        assertTrue(keys.persist(entry));
        assertFalse(keys.persist(entry));
        assertEquals(0, alarms.live());
        assertEquals(0, keys.expiring());
    }

    @Test
    void anEndInThePast_removesTheEntry() {
        assertFalse(keys.expire(set("a", "1"), START));
        assertFalse(keys.expire(set("a", "1"), Long.MIN_VALUE));
        assertNull(find("a"));
        assertEquals(0, keys.size());
    }

    @Test
    void anEndBeyondAllTimers_isKept() {
        Entry entry = set("a", "1");
        assertTrue(keys.expire(entry, Long.MAX_VALUE));
        assertTrue(keys.expire(entry, Long.MAX_VALUE / MILLI));
        assertNotNull(find("a"));
        assertEquals(0, alarms.live());
        assertTrue(keys.expire(entry, Long.MAX_VALUE / MILLI - 2));
        assertEquals(1, alarms.live());
    }

    @Test
    void used_returnsToWhatItWas() {
        long before = keys.used();
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            String key = "k" + random.nextInt(100);
            Entry entry = set(key, "x".repeat(random.nextInt(300)));
            switch (random.nextInt(5)) {
                case 0 -> keys.expire(entry, START + random.nextInt(-5, 1_000_000));
                case 1 -> keys.extend(entry, entry.valueLength() + random.nextInt(100));
                case 2 -> keys.resize(entry, random.nextInt(300));
                case 3 -> keys.persist(entry);
                default -> keys.remove(entry);
            }
        }
        assertTrue(keys.used() > before);
        for (int i = 0; i < 100; i++) {
            Entry entry = find("k" + i);
            if (entry != null) {
                keys.remove(entry);
            }
        }
        // The last buckets close with later removals.
        assertEquals(before, keys.used(), 100 * Integer.BYTES);
        assertEquals(0, alarms.live());
        assertEquals(0, keys.expiring());
    }

    @Test
    void clear_cancelsTheTimersLittleByLittle() {
        for (int i = 0; i < 10_000; i++) {
            keys.expire(set("k" + i, "v"), START + 1_000_000);
        }
        keys.clear();
        assertEquals(0, keys.size());
        assertTrue(alarms.live() > 9000, "all at once");
        keys.expire(set("k0", "new"), START + 2_000_000);
        for (int i = 0; i < 100; i++) {
            keys.advance(i);
        }
        assertEquals(1, alarms.live());
        alarms.fire(1_000_001 * MILLI);
        assertNotNull(find("k0"));
    }

    @Test
    void clear_leavesNothingThatAnOldTimerCouldRemove() {
        Entry old = set("a", "old");
        keys.expire(old, START + 10);
        keys.clear();
        set("a", "new");
        alarms.fire(20 * MILLI);
        keys.advance(20 * MILLI);
        assertNotNull(find("a"));
        assertEquals(1, keys.size());
        assertEquals(0, keys.expiring());
    }

    @Test
    void resize_showsZerosWhereAFormerValueWas() {
        Entry entry = set("a", "abcdefghijklmnopqrst");
        keys.resize(entry, 2);
        keys.resize(entry, 200);
        for (int i = 2; i < 200; i++) {
            assertEquals(0, entry.data()[entry.valueOffset() + i], "at " + i);
        }
    }

    @Test
    void scan_skipsAndRemovesWhatHasEnded() {
        for (int i = 0; i < 2000; i++) {
            Entry entry = set("k" + i, "v");
            if (i % 4 != 0) {
                keys.expire(entry, START + 10);
            }
        }
        keys.advance(11 * MILLI);
        int[] visited = new int[1];
        int cursor = 0;
        do {
            cursor = keys.scan(cursor, 50, entry -> visited[0]++);
        } while (cursor != 0);
        assertEquals(500, keys.size());
        assertTrue(visited[0] >= 500);
        assertNotNull(keys.random());
    }
}
