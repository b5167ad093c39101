package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {
    @Test
    void parse_readsTheKernelsLists() {
        assertEquals(List.of(0), CpuSet.parse("0"));
        assertEquals(List.of(0, 1), CpuSet.parse("0-1"));
        assertEquals(List.of(0, 1, 2, 3, 8), CpuSet.parse("0-3,8"));
        assertEquals(List.of(2, 5, 6, 127), CpuSet.parse("2,5-6,127"));
        assertEquals(List.of(7), CpuSet.parse(" 7 "));
        assertEquals(List.of(1, 3), CpuSet.parse("1, 3"));
        assertEquals(List.of(4), CpuSet.parse("4-4"));
        assertEquals(1024, CpuSet.parse("0-1023").size());
    }

    /** Not knowing the CPUs is no error: the reactors run unpinned. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "none", "0-", "-", "-1", "0,,1", "1-2-3", "99999999999", "3-1"})
    void parse_ofWhatIsNoListAnswersNothing(String list) {
        assertEquals(List.of(), CpuSet.parse(list));
    }

    @Test
    void allowed_hasTheCpusOfThisProcessInOrder() {
        assumeTrue(System.getProperty("os.name").startsWith("Linux"), "only Linux tells");
        List<Integer> cpus = CpuSet.allowed();
        assertFalse(cpus.isEmpty());
        assertEquals(cpus.stream().sorted().distinct().toList(), cpus);
        assertTrue(cpus.size() >= Runtime.getRuntime().availableProcessors());
    }

    @Test
    void affinity_ofNoCpusOrNegativeOnesIsRefused() {
        for (int[] cpus : new int[][] {{}, {-1}, {0, -3}}) {
            String message = assertThrows(IllegalArgumentException.class, () -> Affinity.cpus(cpus))
                    .getMessage();
            assertTrue(message.startsWith("cpus are numbers from 0 on, at least one: ["), message);
        }
        assertThrows(IllegalArgumentException.class, () -> Affinity.pinCurrentThread(-1));
    }

    @Test
    void affinity_saysWhatItIs() {
        assertEquals("none", Affinity.none().toString());
        assertEquals("spread", Affinity.spread().toString());
        assertEquals("cpus[3, 1]", Affinity.cpus(3, 1).toString());
    }
}
