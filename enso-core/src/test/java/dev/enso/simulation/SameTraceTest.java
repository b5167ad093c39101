package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A seed decides everything: the same hash a hundred times over, in other JVMs, and on the other JDKs of this machine. */
class SameTraceTest {
    private static final int TIMES = 100;

    @Test
    void hash_isTheSameHundredTimesOver() {
        long first = Hashes.of(42);
        for (int i = 1; i < TIMES; i++) {
            assertEquals(first, Hashes.of(42));
        }
    }

    /** One interprets, one hashes objects in another way and collects differently: what must not matter differs. */
    @Test
    void hash_isTheSameInOtherJvms() throws Exception {
        String few = Hashes.all(10);
        String many = Hashes.all(TIMES);
        Path own = Path.of(System.getProperty("java.home"), "bin", "java");
        assertEquals(few, inChild(own, 10, "-Xint"));
        assertEquals(few, inChild(own, 10, "-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=2", "-XX:+UseSerialGC"));
        for (Path other : otherJvms()) {
            assertEquals(many, inChild(other, TIMES), () -> "traces on " + other);
        }
    }

    private static List<Path> otherJvms() throws IOException {
        Path all = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(all)) {
            return List.of();
        }
        try (Stream<Path> homes = Files.list(all)) {
            return homes.filter(home -> !Files.isSymbolicLink(home) && version(home) >= 17)
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .toList();
        }
    }

    private static int version(Path home) {
        try {
            return Files.readAllLines(home.resolve("release")).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .mapToInt(line -> Integer.parseInt(line.split("[^0-9]+")[1]))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException withoutRelease) {
            return 0;
        }
    }

    private static String inChild(Path java, int seeds, String... flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(List.of(flags));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Hashes.class.getName(), Integer.toString(seeds)));
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        child.getOutputStream().close();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), said);
        return said.strip();
    }

    /** The program of the child JVMs. */
    static final class Hashes {
        private Hashes() {}

        public static void main(String[] arguments) {
            System.out.println(all(Integer.parseInt(arguments[0])));
        }

        static String all(int seeds) {
            StringBuilder hashes = new StringBuilder();
            for (int seed = 0; seed < seeds; seed++) {
                hashes.append(Long.toHexString(of(seed))).append(' ');
            }
            return hashes.toString().strip();
        }

        static long of(long seed) {
            long hash = 0;
            for (App app : List.of(new Messages(), new Requests(), new Lives(), new Door())) {
                hash = hash * 31 + Simulation.seed(seed).run(app).hash();
            }
            return hash;
        }
    }
}
