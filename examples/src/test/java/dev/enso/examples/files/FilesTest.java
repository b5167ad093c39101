package dev.enso.examples.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.core.Future;
import dev.enso.reactor.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

@Timeout(60)
class FilesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BIG = Boolean.getBoolean("enso.long") ? 1 << 30 : 20_000_000;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int cp(Object... arguments) {
        String[] line = new String[arguments.length];
        for (int i = 0; i < line.length; i++) {
            line[i] = arguments[i].toString();
        }
        return new CommandLine(new CpCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    err.append(String.valueOf(failure.getMessage()));
                    return 1;
                })
                .execute(line);
    }

    private Path random(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Files.write(folder.resolve(name), content);
    }

    @ParameterizedTest
    @EnumSource(
            value = FileOptions.Place.class,
            names = {"AUTO", "POOL"})
    void cp_copiesFilesOfAnySizeOverWhatIsThere(FileOptions.Place place) throws IOException {
        for (int size : new int[] {BIG, 100_000, 1, 0}) {
            Path from = random("from", size);
            Path to = folder.resolve("to");
            assertEquals(0, cp(from, to, "--storage", place, "--sync"), err::toString);
            assertEquals(-1, Files.mismatch(from, to));
            assertTrue(out.toString().contains(size + " bytes in "), out::toString);
        }
    }

    @Test
    void cp_intoADirectory_keepsTheName() throws IOException {
        Path from = random("name", 10);
        Path directory = Files.createDirectory(folder.resolve("directory"));
        assertEquals(0, cp(from, directory), err::toString);
        assertEquals(-1, Files.mismatch(from, directory.resolve("name")));
    }

    private void assertRefused(String because, Object... arguments) {
        assertEquals(1, cp(arguments), err::toString);
        assertTrue(err.toString().contains(because), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void cp_ofAFileThatIsNotThere_isRefused() {
        Path missing = folder.resolve("missing");
        assertRefused(missing + ": no such file or directory", missing, folder.resolve("to"));
        assertTrue(Files.notExists(folder.resolve("to")));
    }

    @Test
    void cp_ofADirectory_isRefused() {
        assertRefused(folder + ": is a directory", folder, folder.resolve("to"));
    }

    @Test
    void cp_ontoItself_isRefusedAndCutsNothingOff() throws IOException {
        Path file = random("file", 10);
        assertRefused("are the same file", file, folder);
        assertEquals(10, Files.size(file));
    }

    @Test
    void cp_intoAFolderThatIsNotThere_isRefused() throws IOException {
        Path to = folder.resolve("none").resolve("to");
        assertRefused(to + ": no such file or directory", random("file", 10), to);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void cp_toAFullDisk_saysSo() throws IOException {
        assertRefused("/dev/full: No space left on device", random("file", 1_000_000), "/dev/full");
    }

    private String tail(String content, int lines) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), content);
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (Enso enso = Enso.builder().reactors(1).start()) {
            long bytes = enso.spawn(new Tail(file, lines, null).writeTo(shown, enso.reactors()))
                    .get();
            assertEquals(shown.size(), bytes);
        }
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tail_showsTheLastLines() throws Exception {
        assertEquals("b\nc\n", tail("a\nb\nc\n", 2));
        assertEquals("b\nc", tail("a\nb\nc", 2));
        assertEquals("a\nb\n", tail("a\nb\n", 5));
        assertEquals("\n", tail("a\n\n", 1));
        assertEquals("", tail("a\n", 0));
        assertEquals("", tail("", 3));
        String line = "x".repeat(999) + "\n";
        assertEquals(line.repeat(150), tail(line.repeat(1_000), 150));
        String one = "y".repeat(300_000);
        assertEquals(one, tail("z\n" + one, 1));
    }

    @Test
    void tail_followsWhatIsAppended() throws Exception {
        Path file = Files.writeString(folder.resolve("log"), "old\nnew\n");
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (Enso enso = Enso.builder().reactors(1).start()) {
            Task<Long> task = enso.spawn(new Tail(file, 1, Duration.ofMillis(1)).writeTo(shown, enso.reactors()));
            StringBuilder expected = new StringBuilder("new\n");
            for (String more : List.of("one\n", "tw", "o\nthree\n")) {
                await(shown, expected.toString());
                Files.writeString(file, more, StandardOpenOption.APPEND);
                expected.append(more);
            }
            await(shown, expected.toString());
            task.cancel();
            assertTrue(enso.close(PATIENCE).isClean());
        }
    }

    private static void await(ByteArrayOutputStream shown, String expected) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!shown.toString(StandardCharsets.UTF_8).equals(expected)) {
            assertTrue(System.nanoTime() < end, shown::toString);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void tail_ofAFileThatIsNotThere_saysSo() throws Exception {
        Path none = folder.resolve("none");
        try (Enso enso = Enso.builder()
                .reactors(1)
                .failures((reactor, what, failure) -> {})
                .start()) {
            Future<Long> shown = new Tail(none, 1, null).writeTo(new ByteArrayOutputStream(), enso.reactors());
            IOException failure = assertThrows(IOException.class, () -> FileOptions.run(enso, "tail", shown));
            assertEquals(none + ": no such file or directory", failure.getMessage());
        }
    }
}
