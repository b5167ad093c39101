package dev.enso.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What trials run in.
 *
 * @param root the directory of the project, in which programs are started
 * @param scratch a directory for what is thrown away in the end
 * @param cpus the CPUs that may be used
 * @param effort how long to measure
 * @param processes starts programs
 */
record Lab(Path root, Path scratch, List<Integer> cpus, Effort effort, Processes processes) {
    static final String BENCH_JAR = "enso-bench/target/enso-bench.jar";

    /** This JVM's own command: everything runs on the JDK that runs the runner. */
    static String javaProgram() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Starts a Java program with the explicit G1 that everything here is measured with. */
    Child java(List<Integer> on, String label, List<String> arguments) throws IOException {
        ArrayList<String> command = new ArrayList<>(List.of(javaProgram(), "-XX:+UseG1GC"));
        command.addAll(arguments);
        return processes.start(label, on, root, scratch, command);
    }

    /** The CPUs of a server and those of its client: the same one where there is only one. */
    List<Integer> serverCpus() {
        return cpus.subList(0, 1);
    }

    List<Integer> clientCpus() {
        return cpus.subList(Math.min(1, cpus.size() - 1), Math.min(2, cpus.size()));
    }

    /** Whether a file of the project is there. */
    boolean has(String file) {
        return Files.exists(root.resolve(file));
    }
}
