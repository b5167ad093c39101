package dev.enso.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The programs that run now. Closing ends them all; it is also what a runner that is interrupted does. */
final class Processes implements AutoCloseable {
    /** Java prints a line to stderr for each of these that is set, and takes options from it that nobody sees. */
    private static final List<String> HIDDEN_OPTIONS =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "MAVEN_OPTS");

    /** Where Debian has the programs that measure others. */
    private static final Map<String, String> PACKAGES = Map.of("redis-benchmark", "redis-tools", "wrk", "wrk");

    private final boolean pinning;
    private final List<Child> running = new ArrayList<>();
    private boolean closed;

    /**
     * @param pinning whether the command {@code taskset} is there
     */
    Processes(boolean pinning) {
        this.pinning = pinning;
    }

    /** With pinning where this machine has the command for it. */
    static Processes create() {
        return new Processes(isOnPath("taskset"));
    }

    /** Whether the path of commands has this one. */
    static boolean isOnPath(String command) {
        String path = System.getenv("PATH");
        if (path == null) {
            return false;
        }
        for (String directory : path.split(java.io.File.pathSeparator)) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, command))) {
                return true;
            }
        }
        return false;
    }

    boolean isPinning() {
        return pinning;
    }

    /**
     * Starts a program on some CPUs. What it prints goes to a file.
     *
     * @throws IOException when there is no such program
     */
    synchronized Child start(String label, List<Integer> cpus, Path directory, Path scratch, List<String> command)
            throws IOException {
        if (closed) {
            throw new IOException(label + " is not started: the runner is ending");
        }
        ArrayList<String> whole = new ArrayList<>();
        if (pinning) {
            whole.addAll(
                    List.of("taskset", "-c", cpus.stream().map(String::valueOf).collect(Collectors.joining(","))));
        }
        whole.addAll(command);
        if (!command.get(0).contains("/") && !isOnPath(command.get(0))) {
            throw new IOException(notInstalled(command.get(0), label));
        }
        Path output = Files.createTempFile(scratch, "output", ".txt");
        Path errors = Files.createTempFile(scratch, "errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(whole)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().keySet().removeAll(HIDDEN_OPTIONS);
        Child child = new Child(label, builder.start(), output, errors, this);
        running.add(child);
        return child;
    }

    static String notInstalled(String program, String label) {
        String debian = PACKAGES.get(program);
        return program + " is not installed, and " + label + " needs it"
                + (debian == null ? "" : ": on Debian, apt-get install " + debian);
    }

    synchronized void ended(Child child) {
        running.remove(child);
    }

    /** Ends everything that still runs. Nothing starts afterwards. */
    @Override
    public void close() {
        List<Child> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(running);
        }
        left.forEach(Child::close);
    }
}
