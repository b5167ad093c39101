package dev.enso.examples.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapRegionsTest {
    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        "0, 16",
        "1, 24",
        "8, 24",
        "9, 32",
        // Half a region still lies among others; one word more has the region for itself.
        "524272, 524288",
        "524273, 1048576",
        "1048560, 1048576",
        "1048561, 2097152",
        "3145728, 4194304"
    })
    void anArray_takesWholeRegionsFromHalfARegionOn(long length, long bytes) {
        assertEquals(bytes, new HeapRegions(MIB).array(length));
    }

    @Test
    void withoutRegions_anArrayTakesItsBytes() {
        assertEquals(16L + MIB, HeapRegions.NONE.array(MIB));
        assertEquals(16L + Integer.MAX_VALUE + 1, HeapRegions.NONE.array(Integer.MAX_VALUE));
    }

    @Test
    void aSizeThatNoCollectorHas_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> new HeapRegions(-1));
        assertThrows(IllegalArgumentException.class, () -> new HeapRegions(3 * MIB));
    }

    @Test
    void ofThisJvm_isReadWithoutFailing() {
        assertTrue(HeapRegions.ofThisJvm().size() >= 0);
    }
}
