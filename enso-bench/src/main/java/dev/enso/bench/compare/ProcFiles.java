package dev.enso.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What Linux tells in {@code /proc}. */
final class ProcFiles {
    /** What a tick of {@code /proc/<pid>/stat} is everywhere: the kernel scales it for user space. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private ProcFiles() {}

    /**
     * The CPU time that a process has used, in the kernel and outside, all its threads together.
     *
     * @throws IOException when there is no such process
     */
    static long cpuNanos(long pid) throws IOException {
        return parseCpuNanos(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
    }

    /**
     * The fields 14 and 15 of a {@code stat}. They are counted from the end of the program's name, which stands in parentheses
     * and may itself hold spaces and parentheses.
     */
    static long parseCpuNanos(String stat) {
        int name = stat.lastIndexOf(')');
        String[] fields = stat.substring(name + 1).strip().split(" ");
        if (name < 0 || fields.length < 13) {
            throw new IllegalArgumentException("not the stat of a process: \"" + stat.strip() + "\"");
        }
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK;
    }

    /**
     * The memory of a process that is resident, in bytes.
     *
     * @throws IOException when there is no such process
     */
    static long residentBytes(long pid) throws IOException {
        return parseResidentBytes(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")));
    }

    /** {@code VmRSS} of a {@code status}. */
    static long parseResidentBytes(List<String> status) {
        String kilobytes = field(status, "VmRSS")
                .orElseThrow(() -> new IllegalArgumentException("a process without VmRSS: it has ended"));
        return Long.parseLong(kilobytes.split(" ")[0]) * 1024;
    }

    /** What stands behind a name and a colon, the first time it occurs. */
    static Optional<String> field(List<String> lines, String name) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
                return Optional.of(line.substring(colon + 1).strip());
            }
        }
        return Optional.empty();
    }

    /** The load average of the last minute; not a number where the system does not tell. */
    static double load() {
        try {
            return parseLoad(Files.readString(Path.of("/proc/loadavg")));
        } catch (IOException unknown) {
            return Double.NaN;
        }
    }

    /** The first field of {@code loadavg}. */
    static double parseLoad(String loadavg) {
        return Double.parseDouble(loadavg.strip().split(" ")[0]);
    }
}
