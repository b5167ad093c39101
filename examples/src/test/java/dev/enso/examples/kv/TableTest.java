package dev.enso.examples.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final KeyHash HASH = new KeyHash(7);

    private static Entry entry(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        return new Entry(bytes, 0, bytes.length, (int) HASH.of(bytes, 0, bytes.length), 0);
    }

    private static @Nullable Entry find(Table table, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        return table.find(bytes, 0, bytes.length, (int) HASH.of(bytes, 0, bytes.length));
    }

    private static String key(Entry entry) {
        return new String(entry.data(), 0, entry.keyLength(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void find_agreesWithAMapWhileTheTableGrowsAndShrinks() {
        for (long seed = 0; seed < 5; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Table table = new Table();
            Map<String, Entry> model = new HashMap<>();
            for (int round = 0; round < 60_000; round++) {
                int range = round / 10_000 % 2 == 0 ? 8000 : 40;
                String key = "k" + random.nextInt(8000);
                Entry present = find(table, key);
                assertSame(model.get(key), present, "seed " + seed);
                if (present == null && model.size() < range) {
                    Entry entry = entry(key);
                    table.add(entry);
                    model.put(key, entry);
                } else if (present != null) {
                    assertTrue(table.remove(present));
                    assertFalse(table.remove(present));
                    assertNull(find(table, key));
                    model.remove(key);
                }
                assertEquals(model.size(), table.size());
            }
        }
    }

    @Test
    void scan_visitsEachEntryOnceWhileTheTableStaysTheSame() {
        for (int size : new int[] {0, 1, 15, 16, 17, 100, 1023, 1024, 1025, 5000}) {
            Table table = new Table();
            for (int i = 0; i < size; i++) {
                table.add(entry("k" + i));
            }
            Map<String, Integer> visits = new HashMap<>();
            int cursor = 0;
            do {
                cursor = table.scan(cursor, 7, entry -> visits.merge(key(entry), 1, Integer::sum));
            } while (cursor != 0);
            assertEquals(size, visits.size());
            assertTrue(visits.values().stream().allMatch(count -> count == 1), "size " + size);
        }
    }

    @Test
    void scan_missesNothingThatStaysWhileTheTableGrowsAndShrinks() {
        for (long seed = 0; seed < 40; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Table table = new Table();
            Set<String> staying = new HashSet<>();
            for (int i = 0; i < 300; i++) {
                table.add(entry("stay" + i));
                staying.add("stay" + i);
            }
            Set<String> visited = new HashSet<>();
            int passing = 0;
            int cursor = 0;
            do {
                cursor = table.scan(cursor, random.nextInt(1, 30), entry -> visited.add(key(entry)));
                int target = random.nextInt(6000);
                while (passing < target) {
                    table.add(entry("pass" + passing++));
                }
                while (passing > target) {
                    Entry last = find(table, "pass" + --passing);
                    assertNotNull(last);
                    table.remove(last);
                }
            } while (cursor != 0);
            assertTrue(visited.containsAll(staying), "seed " + seed);
        }
    }

    @Test
    void scan_acceptsEveryCursor() {
        Table table = new Table();
        for (int i = 0; i < 100; i++) {
            table.add(entry("k" + i));
        }
        for (int cursor : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 12345, 64}) {
            int steps = 0;
            int at = cursor;
            do {
                at = table.scan(at, 10, entry -> {});
                steps++;
            } while (at != 0 && steps < 1000);
            assertEquals(0, at, "cursor " + cursor);
        }
    }

    @Test
    void random_findsEveryEntry() {
        Table table = new Table();
        assertNull(table.random(new SplittableRandom(1)));
        for (int i = 0; i < 50; i++) {
            table.add(entry("k" + i));
        }
        SplittableRandom random = new SplittableRandom(1);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 5000; i++) {
            seen.add(key(assertPresent(table.random(random))));
        }
        assertEquals(50, seen.size());
    }

    private static Entry assertPresent(@Nullable Entry entry) {
        assertNotNull(entry);
        return entry;
    }
}
