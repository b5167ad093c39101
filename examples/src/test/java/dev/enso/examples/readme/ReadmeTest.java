package dev.enso.examples.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** README shows programs that compile and run as they stand there. */
class ReadmeTest {
    private static final Path HERE = Path.of("src/test/java/dev/enso/examples/readme");

    @ParameterizedTest
    @ValueSource(strings = {"EchoServer", "Tour"})
    void readme_showsTheProgramAsItIsCompiledHere(String program) throws Exception {
        String source = Files.readString(HERE.resolve(program + ".java"));
        String shown = source.substring(source.indexOf("import ")).strip();
        String readme = Files.readString(Path.of("../README.md"));
        assertTrue(readme.contains("```java\n" + shown + "\n```"), () -> "README does not show this:\n" + shown);
    }

    @Test
    void tour_printsTicksAndTheEcho() throws Exception {
        PrintStream before = System.out;
        var printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Tour.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        List<String> lines = List.of(printed.toString(StandardCharsets.UTF_8).split("\\R"));
        assertEquals(4, lines.size(), lines::toString);
        assertTrue(lines.contains("echo: hello"), lines::toString);
        // Which ticks they are depends on how late the machine lets them be taken.
        assertEquals(3, lines.stream().filter(line -> line.startsWith("tick ")).count(), lines::toString);
    }
}
