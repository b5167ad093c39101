package dev.enso.bench.compare;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that was started. Closing it ends it, with everything that it has started itself. */
final class Child implements AutoCloseable {
    /** How long a program may take to end by itself once it is asked to. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** How much of its last words an error message repeats. */
    private static final int TAIL = 12;

    private final String label;
    private final Process process;
    private final Path output;
    private final Path errors;
    private final Processes owner;

    Child(String label, Process process, Path output, Path errors, Processes owner) {
        this.label = label;
        this.process = process;
        this.output = output;
        this.errors = errors;
        this.owner = owner;
    }

    /** The id of its process: {@code taskset} becomes the program that it starts. */
    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits until it has ended well.
     *
     * @throws IOException when it takes longer, or ends with another status than 0
     */
    void await(Duration limit) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            close();
            throw failed("has not ended within " + limit.toSeconds() + " s and was killed");
        }
        owner.ended(this);
        if (process.exitValue() != 0) {
            throw failed("ended with status " + process.exitValue());
        }
    }

    /** The lines that it has printed so far. */
    List<String> lines() throws IOException {
        return read(output);
    }

    /** Sends it a line. */
    void tell(String line) throws IOException {
        OutputStream input = process.getOutputStream();
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    /**
     * Waits for so many lines of its output.
     *
     * @return the last of them
     * @throws IOException when they don't come in time, or it ends before
     */
    String awaitLine(int count, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            boolean alive = process.isAlive();
            String text = Files.readString(output);
            String[] lines = text.split("\n", -1);
            // What stands behind the last line break may be half a line.
            if (lines.length > count) {
                return lines[count - 1];
            }
            if (!alive) {
                throw failed("ended with status " + process.exitValue() + " before it was ready");
            }
            if (System.nanoTime() > deadline) {
                throw failed("was silent for " + limit.toSeconds() + " s");
            }
            process.waitFor(5, TimeUnit.MILLISECONDS);
        }
    }

    /** An exception that says what happened to it, with its last words. */
    IOException failed(String what) throws IOException {
        StringBuilder message = new StringBuilder(label).append(' ').append(what);
        for (Path said : List.of(output, errors)) {
            List<String> lines = read(said);
            for (String line : lines.subList(Math.max(0, lines.size() - TAIL), lines.size())) {
                if (!line.isBlank()) {
                    message.append("\n    ").append(line);
                }
            }
        }
        return new IOException(message.toString());
    }

    private static List<String> read(Path file) throws IOException {
        try (Stream<String> lines = Files.readString(file).lines()) {
            return lines.toList();
        }
    }

    /** Asks it to end, and kills what does not. */
    @Override
    public void close() {
        List<ProcessHandle> descendants;
        try (Stream<ProcessHandle> all = process.descendants()) {
            descendants = all.toList();
        }
        process.destroy();
        descendants.forEach(ProcessHandle::destroy);
        boolean interrupted = false;
        try {
            process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        owner.ended(this);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
