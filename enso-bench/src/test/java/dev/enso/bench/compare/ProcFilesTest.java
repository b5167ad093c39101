package dev.enso.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFilesTest {
    @Test
    void cpuTime_isUserAndSystemTimeTogether() {
        String stat = "4711 (java) S 1 4711 4711 0 -1 4194560 100 0 0 0 123 45 0 0 20 0 20 0 100 1 2";
        assertEquals(1_680_000_000L, ProcFiles.parseCpuNanos(stat));
    }

    @Test
    void cpuTime_isFoundBehindAnyName() {
        String stat = "1 (a) b (c) 7) R 1 4711 4711 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 20 0 100 1 2";
        assertEquals(30_000_000L, ProcFiles.parseCpuNanos(stat));
    }

    @Test
    void cpuTime_isNotReadFromAnythingElse() {
        assertThrows(IllegalArgumentException.class, () -> ProcFiles.parseCpuNanos(""));
        assertThrows(IllegalArgumentException.class, () -> ProcFiles.parseCpuNanos("1 (java) S 1 2 3"));
    }

    @Test
    void residentMemory_isInBytes() {
        List<String> status = List.of("Name:\tjava", "VmHWM:\t  999 kB", "VmRSS:\t  1024 kB");
        assertEquals(1 << 20, ProcFiles.parseResidentBytes(status));
        assertThrows(IllegalArgumentException.class, () -> ProcFiles.parseResidentBytes(List.of("Name:\tjava")));
    }

    @Test
    void load_isThatOfTheLastMinute() {
        assertEquals(0.42, ProcFiles.parseLoad("0.42 1.00 2.00 1/100 4711\n"));
    }

    @Test
    void host_tellsWhatTheSystemTells(@TempDir Path system) throws Exception {
        Files.createDirectories(system.resolve("proc"));
        Path frequency = Files.createDirectories(system.resolve("sys/devices/system/cpu/cpu2/cpufreq"));
        Files.writeString(
                system.resolve("proc/cpuinfo"),
                "processor\t: 0\nmodel name\t: Some CPU @ 3 GHz\nflags\t\t: fpu hypervisor sse\n\nprocessor\t: 1\n\n"
                        + "processor\t: 2\n");
        Files.writeString(system.resolve("proc/meminfo"), "MemTotal:       16384000 kB\n");
        Files.writeString(frequency.resolve("scaling_governor"), "performance\n");

        Map<String, String> facts = Host.facts(system, List.of(2));

        assertEquals("Some CPU @ 3 GHz", facts.get("cpu"));
        assertEquals("1 of 3", facts.get("cpus"));
        assertEquals("virtual", facts.get("machine"));
        assertEquals("performance", facts.get("governor"));
        assertEquals("16 GB", facts.get("memory"));
    }

    @Test
    void host_saysWhatItIsNotTold(@TempDir Path system) {
        Map<String, String> facts = Host.facts(system, List.of(0, 1));

        assertEquals("not told", facts.get("cpu"));
        assertEquals("2 of 2", facts.get("cpus"));
        assertEquals("not told", facts.get("governor"));
        assertEquals("not told", facts.get("memory"));
    }
}
