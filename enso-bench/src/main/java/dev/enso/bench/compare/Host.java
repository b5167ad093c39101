package dev.enso.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Facts of the machine that a figure belongs to; none that tell whose machine it is. */
final class Host {
    private static final String UNKNOWN = "not told";

    private Host() {}

    /**
     * The facts, by name.
     *
     * @param system the root of the file system, for {@code /proc} and {@code /sys}
     * @param cpus the CPUs that are used
     */
    static Map<String, String> facts(Path system, List<Integer> cpus) {
        List<String> info = lines(system.resolve("proc/cpuinfo"));
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cpu", ProcFiles.field(info, "model name").orElse(UNKNOWN));
        facts.put("cpus", cpus.size() + " of " + Math.max(cpus.size(), count(info)));
        facts.put("machine", machine(info));
        facts.put("governor", governor(system, cpus.get(0)));
        facts.put(
                "memory",
                ProcFiles.field(lines(system.resolve("proc/meminfo")), "MemTotal")
                        .map(Host::gigabytes)
                        .orElse(UNKNOWN));
        facts.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put("jdk", System.getProperty("java.vm.name") + " " + Runtime.version());
        return facts;
    }

    private static int count(List<String> info) {
        return (int) info.stream().filter(line -> line.startsWith("processor")).count();
    }

    private static String machine(List<String> info) {
        return ProcFiles.field(info, "flags")
                .map(flags -> List.of(flags.split(" ")).contains("hypervisor") ? "virtual" : "physical")
                .orElse(UNKNOWN);
    }

    private static String governor(Path system, int cpu) {
        List<String> lines = lines(system.resolve("sys/devices/system/cpu/cpu" + cpu + "/cpufreq/scaling_governor"));
        return lines.isEmpty() ? UNKNOWN : lines.get(0).strip();
    }

    private static String gigabytes(String kilobytes) {
        return Math.round(Long.parseLong(kilobytes.split(" ")[0]) / 1e6) + " GB";
    }

    /** None where the system does not tell. */
    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
