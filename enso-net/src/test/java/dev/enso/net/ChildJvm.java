package dev.enso.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own for what changes a whole process: flags, limits, what is on the path, what is printed. */
record ChildJvm(int exit, String out, String err) {
    /** Runs a main class of the tests with these flags, on this test's class path. */
    static ChildJvm run(Class<?> main, String... flags) {
        return run(List.of(), System.getProperty("java.class.path"), main, flags);
    }

    /** The same under a shell's limit of open files. */
    static ChildJvm runWithOpenFiles(int limit, Class<?> main) {
        List<String> shell = List.of("/bin/sh", "-c", "ulimit -n " + limit + " && exec \"$@\"", "sh");
        return run(shell, System.getProperty("java.class.path"), main);
    }

    static ChildJvm run(List<String> before, String classPath, Class<?> main, String... flags) {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", classPath, main.getName()));
        try {
            Path out = Files.createTempFile("child", ".out");
            Path err = Files.createTempFile("child", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError("no end of " + command + "\n" + text(out) + text(err));
                }
                return new ChildJvm(process.exitValue(), text(out), text(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
