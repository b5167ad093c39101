package dev.enso.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The command line, and the table of comparisons. */
class CompareTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return Compare.run(List.of(arguments), Path.of("."), print(out), print(err));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static CommandLine parse(String... arguments) throws UsageException {
        return CommandLine.parse(List.of(arguments), Comparisons.all());
    }

    @Test
    void list_showsEveryComparisonWithItsGoal() {
        assertEquals(0, run("--list"));
        for (Comparison comparison : Comparisons.all()) {
            assertTrue(
                    text(out)
                            .lines()
                            .anyMatch(line -> line.contains(" " + comparison.name() + " ")
                                    && line.contains(comparison.goal().toString())),
                    comparison.name());
        }
        assertEquals("", text(err));
    }

    @Test
    void help_showsTheOptions() {
        assertEquals(0, run("--help"));
        assertTrue(text(out).contains("--quick"));
    }

    @Test
    void anUnknownName_isAnsweredWithTheNamesThereAre() {
        assertEquals(2, run("spawn-inside", "no-such-thing"));
        assertTrue(text(err).contains("\"no-such-thing\""), text(err));
        for (Comparison comparison : Comparisons.all()) {
            assertTrue(text(err).contains(comparison.name()), comparison.name());
            assertTrue(text(err).contains(comparison.topic()), comparison.topic());
        }
        assertEquals("", text(out));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--fast", "--pairs", "--pairs 0", "--pairs x", "--pairs 101", "--output"})
    void aWrongOption_isAnsweredWithWhatIsRight(String arguments) {
        assertEquals(2, run(arguments.split(" ")));
        assertTrue(text(err).contains(arguments.split(" ")[0]), text(err));
        assertEquals("", text(out));
    }

    @Test
    void withoutNames_everythingIsChosen() throws UsageException {
        CommandLine asked = parse("--quick");
        assertEquals(Comparisons.all().size(), asked.chosen().size());
        assertTrue(asked.quick());
        assertEquals(Optional.empty(), asked.pairs());
    }

    @Test
    void namesAndTopics_choose() throws UsageException {
        CommandLine asked = parse("round-trip-netty", "--pairs", "7", "timers", "--output", "elsewhere");
        assertEquals(
                Comparisons.all().stream()
                        .filter(one ->
                                one.topic().equals("timers") || one.name().equals("round-trip-netty"))
                        .map(Comparison::name)
                        .toList(),
                asked.chosen().stream().map(Comparison::name).toList());
        assertEquals(Optional.of(7), asked.pairs());
        assertEquals(Optional.of("elsewhere"), asked.output());
        assertThrows(UsageException.class, () -> parse("arm"));
    }

    @Test
    void names_areUniqueAndFitForFiles() {
        HashSet<String> names = new HashSet<>();
        for (Comparison comparison : Comparisons.all()) {
            assertTrue(names.add(comparison.name()), comparison.name());
            assertTrue(comparison.name().matches("[a-z0-9-]+"), comparison.name());
        }
        for (Comparison comparison : Comparisons.all()) {
            assertFalse(names.contains(comparison.topic()), comparison.topic());
        }
    }

    static Stream<JmhTrial> jmhTrials() {
        return Comparisons.all().stream()
                .flatMap(
                        comparison -> Stream.of(Optional.of(comparison.ours()), Optional.ofNullable(comparison.peer())))
                .flatMap(Optional::stream)
                .map(Contender::trial)
                .filter(JmhTrial.class::isInstance)
                .map(JmhTrial.class::cast)
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("jmhTrials")
    void benchmarks_areThereWithTheirParameters(JmhTrial trial) throws ClassNotFoundException {
        String[] name = trial.benchmark().split("\\.");
        Class<?> type = Class.forName("dev.enso.bench." + name[0]);
        Method method = Arrays.stream(type.getMethods())
                .filter(candidate -> candidate.getName().equals(name[1]))
                .findFirst()
                .orElseThrow();
        assertTrue(method.isAnnotationPresent(Benchmark.class));
        // Those of the class, and of the states it is given.
        List<String> parameters = Stream.concat(Stream.of(type), Arrays.stream(method.getParameterTypes()))
                .flatMap(state -> Arrays.stream(state.getDeclaredFields()))
                .filter(field -> field.isAnnotationPresent(Param.class))
                .map(field -> field.getName())
                .toList();
        // All of them, or the benchmark runs several times.
        assertEquals(
                parameters,
                trial.parameters().stream()
                        .map(parameter -> parameter.substring(0, parameter.indexOf('=')))
                        .toList());
    }
}
