package dev.enso.reactor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The CPUs this process may use. */
final class CpuSet {
    private static final String FIELD = "Cpus_allowed_list:";

    private CpuSet() {}

    /** In ascending order; empty where the platform does not tell. A cgroup's cpuset is part of what the kernel tells here. */
    static List<Integer> allowed() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return List.of();
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(FIELD))
                    .findFirst()
                    .map(line -> parse(line.substring(FIELD.length()).trim()))
                    .orElse(List.of());
        } catch (IOException unreadable) {
            // Not knowing the CPUs is the same as a platform without them: the caller runs unpinned.
            return List.of();
        }
    }

    /** Parses the kernel's list format, such as {@code 0-3,8}; empty when it is something else. */
    static List<Integer> parse(String list) {
        ArrayList<Integer> cpus = new ArrayList<>();
        try {
            for (String range : list.split(",", -1)) {
                String[] ends = range.trim().split("-", 2);
                int first = Integer.parseInt(ends[0]);
                int last = ends.length > 1 ? Integer.parseInt(ends[1]) : first;
                for (int cpu = first; cpu <= last; cpu++) {
                    cpus.add(cpu);
                }
            }
        } catch (NumberFormatException unknownFormat) {
            return List.of();
        }
        return cpus;
    }
}
