package dev.enso.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

class SlotsTest {
    private enum Kind {
        PACKED(Slots::packed),
        PADDED(Slots::padded);

        final IntFunction<Slots<Long>> made;

        Kind(IntFunction<Slots<Long>> made) {
            this.made = made;
        }
    }

    @ParameterizedTest
    @EnumSource
    void length_isTheNextPowerOfTwo(Kind kind) {
        int[][] expected = {{1, 1}, {2, 2}, {3, 4}, {4, 4}, {5, 8}, {1000, 1024}};
        for (int[] each : expected) {
            assertEquals(each[1], kind.made.apply(each[0]).length());
        }
        assertThrows(IllegalArgumentException.class, () -> kind.made.apply(0));
        assertThrows(IllegalArgumentException.class, () -> kind.made.apply(Slots.MAX_LENGTH + 1));
    }

    /** Runs of any length, over many laps: seen from their first message and from any in their midst, and not before. */
    @ParameterizedTest
    @EnumSource
    void ends_tellWhatIsPublished(Kind kind) {
        for (int capacity : new int[] {1, 2, 3, 8, 100}) {
            Slots<Long> slots = kind.made.apply(capacity);
            SplittableRandom random = new SplittableRandom(capacity);
            long next = 0;
            while (next < 20L * slots.length()) {
                assertTrue(slots.endAcquire(next) <= next, "not published yet: " + next);
                long end = next + 1 + random.nextInt(slots.length());
                for (long s = next; s < end; s++) {
                    slots.set(s, s);
                }
                slots.publishRelease(next, end);
                for (long s = next; s < end; s++) {
                    assertEquals(end, slots.endAcquire(s));
                    assertEquals(s, slots.get(s));
                }
                next = end;
            }
            slots.clear();
            assertNull(slots.get(next - 1));
        }
    }

    @Test
    void paddedSlots_standAloneOnTheirLines() {
        System.setProperty("jol.skipDynamicAttach", "true");
        System.setProperty("jol.skipHotspotSAAttach", "true"); // takes seconds, and offsets of fields need no agent
        ClassLayout layout = ClassLayout.parseClass(PaddedSlots.Slot.class);
        List<FieldLayout> words = layout.fields().stream()
                .filter(field -> field.shortFieldName().endsWith("end")
                        || field.shortFieldName().endsWith("value"))
                .toList();
        assertEquals(2, words.size(), layout.toPrintable());
        assertTrue(layout.instanceSize() >= 128 + 16, "two slots are more than a pair of lines apart");
        for (FieldLayout word : words) {
            assertTrue(word.offset() >= 64, layout.toPrintable());
            assertTrue(layout.instanceSize() - word.offset() - word.size() >= 56, layout.toPrintable());
        }
        assertTrue(
                Math.abs(words.get(0).offset() - words.get(1).offset()) <= 8,
                "value and end share a line: the message comes at once");
    }
}
