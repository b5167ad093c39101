package dev.enso.timers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatenessTest {
    private final Lateness lateness = new Lateness();

    @Test
    void empty_answersZero() {
        assertEquals(0, lateness.count());
        assertEquals(0, lateness.percentile(99));
        assertEquals(0, lateness.max());
    }

    @Test
    void percentile_isTooHighByAnEighthAtMost() {
        SplittableRandom random = new SplittableRandom(42);
        long[] values = new long[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong() >>> random.nextInt(1, 64);
            lateness.record(values[i]);
        }
        Arrays.sort(values);
        for (double percent : new double[] {0, 1, 50, 90, 99, 99.9, 100}) {
            long exact = values[Math.max(0, (int) Math.ceil(values.length * percent / 100) - 1)];
            long answered = lateness.percentile(percent);
            assertTrue(
                    answered >= exact && answered - exact <= exact / 8,
                    percent + "th percentile " + answered + " of " + exact);
        }
        assertEquals(values[values.length - 1], lateness.max());
        assertEquals(values.length, lateness.count());
    }

    @Test
    void record_takesTheWholeRange() {
        lateness.record(0);
        lateness.record(Long.MAX_VALUE);
        assertEquals(Long.MAX_VALUE, lateness.percentile(100));
        assertEquals(0, lateness.percentile(50));
        lateness.clear();
        assertEquals(0, lateness.count());
    }

    @Test
    void percentile_refusesWhatIsNone() {
        assertThrows(IllegalArgumentException.class, () -> lateness.percentile(-1));
        assertThrows(IllegalArgumentException.class, () -> lateness.percentile(100.1));
        assertThrows(IllegalArgumentException.class, () -> lateness.percentile(Double.NaN));
    }
}
