package dev.enso.bench.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void median_isTheMiddle() {
        assertEquals(3, Samples.median(3));
        assertEquals(2, Samples.median(9, 1, 2));
        assertEquals(2.5, Samples.median(9, 1, 2, 3));
        assertThrows(IllegalArgumentException.class, Samples::median);
    }

    @Test
    void median_leavesTheSamplesInTheirOrder() {
        double[] samples = {3, 1, 2};
        Samples.median(samples);
        assertArrayEquals(new double[] {3, 1, 2}, samples);
    }

    @Test
    void distance_isNearOrFarOnlyWhereAllProbesAgree() {
        assertEquals(Distance.NEAR, Distance.of(117, 120, 249));
        assertEquals(Distance.FAR, Distance.of(250, 540));
        assertEquals(Distance.CHANGED, Distance.of(117, 540, 117));
        assertEquals(Distance.UNKNOWN, Distance.of(117, Double.NaN));
        assertEquals(Distance.UNKNOWN, Distance.of(new double[0]));
    }
}
