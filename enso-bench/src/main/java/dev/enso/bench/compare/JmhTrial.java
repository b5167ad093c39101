package dev.enso.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A JMH benchmark in one fork: nanoseconds and bytes an operation.
 *
 * @param benchmark class and method, without the package
 * @param parameters the values of its parameters, as in {@code classes=8}
 * @param layout which CPUs it is given
 */
record JmhTrial(String benchmark, List<String> parameters, Layout layout) implements Trial {
    /**
     * The collector is said explicitly, and the heap is touched before: a page is paid for when it is touched first, dearly
     * on a virtual machine, and who allocates most would pay most for that.
     */
    private static final String JVM = "-XX:+UseG1GC -XX:+AlwaysPreTouch";

    private static final String PACKAGE = "dev.enso.bench.";
    private static final String ALLOCATED = "gc.alloc.rate.norm";
    /** What a benchmark may count beside its time. */
    private static final List<String> COUNTED = List.of("p50", "p99", "p999", "bytes");

    private static final int PARTS = 4;

    /** Beyond the time that it is told to measure: starting twice, filling its data, collecting. */
    private static final Duration SPARE = Duration.ofSeconds(120);

    static JmhTrial alone(String benchmark, String... parameters) {
        return new JmhTrial(benchmark, List.of(parameters), Layout.ONE_THREAD);
    }

    static JmhTrial sideBySide(String benchmark, String... parameters) {
        return new JmhTrial(benchmark, List.of(parameters), Layout.TWO_THREADS);
    }

    private List<String> arguments(Path result, Effort effort) {
        ArrayList<String> arguments = new ArrayList<>(arguments());
        arguments.addAll(List.of(
                "-wi",
                Integer.toString(effort.iterations()),
                "-w",
                effort.iterationMillis() + "ms",
                "-i",
                Integer.toString(effort.iterations() * parts()),
                "-r",
                effort.iterationMillis() / parts() + "ms"));
        arguments.addAll(List.of("-rf", "json", "-rff", result.toString()));
        return arguments;
    }

    /** Iterations are the shorter the less may change while they last. */
    private int parts() {
        return layout.byDistance() ? PARTS : 1;
    }

    private List<String> arguments() {
        ArrayList<String> arguments = new ArrayList<>(List.of("-jar", Lab.BENCH_JAR));
        arguments.add("^" + Pattern.compile("\\.").matcher(PACKAGE + benchmark).replaceAll("\\\\.") + "$");
        arguments.addAll(List.of("-f", "1", "-foe", "true", "-tu", "ns", "-prof", "gc"));
        if (layout.byDistance()) {
            arguments.addAll(List.of("-prof", RawProfiler.class.getName()));
        }
        arguments.addAll(List.of("-jvmArgsAppend", JVM));
        for (String parameter : parameters) {
            arguments.addAll(List.of("-p", parameter));
        }
        return arguments;
    }

    @Override
    public String command() {
        return "java "
                + String.join(" ", arguments()).replace(JVM, "'" + JVM + "'").replaceFirst("(\\^\\S+\\$)", "'$1'");
    }

    @Override
    public Figures run(Lab lab) throws IOException, InterruptedException {
        Path result = lab.scratch().resolve("jmh.json");
        Files.deleteIfExists(result);
        ArrayList<String> command = new ArrayList<>(List.of(Lab.javaProgram()));
        command.addAll(arguments(result, lab.effort()));
        Duration limit =
                SPARE.plusMillis(4L * lab.effort().iterations() * lab.effort().iterationMillis());
        try (Child jmh = lab.processes().start(benchmark, layout.of(lab.cpus()), lab.root(), lab.scratch(), command)) {
            jmh.await(limit);
            if (!Files.exists(result) || Files.size(result) == 0) {
                throw jmh.failed("has left no result: no benchmark of this name?");
            }
            return parse(Files.readString(result));
        }
    }

    /**
     * Reads JMH's report of one benchmark.
     *
     * @throws IOException when it is not one
     */
    static Figures parse(String report) throws IOException {
        try {
            List<?> benchmarks = Members.list(JsonReader.parse(report));
            if (benchmarks.size() != 1) {
                throw new IOException("JMH reports " + benchmarks.size() + " benchmarks in place of one");
            }
            Members benchmark = Members.of(benchmarks.get(0));
            Figures figures = new Figures()
                    .with("nanos", benchmark.members("primaryMetric").numbersWithin("rawData"));
            Members secondary = benchmark.members("secondaryMetrics");
            if (secondary.has(ALLOCATED)) {
                figures.with("allocated", secondary.members(ALLOCATED).numbersWithin("rawData"));
            }
            for (String counted : COUNTED) {
                if (secondary.has(counted)) {
                    figures.with(counted, secondary.members(counted).numbersWithin("rawData"));
                }
            }
            for (String raw : List.of(Figures.RAW_BEFORE, Figures.RAW_AFTER)) {
                if (secondary.has(raw)) {
                    figures.with(raw, secondary.members(raw).numbersWithin("rawData"));
                }
            }
            return figures;
        } catch (IllegalArgumentException e) {
            throw new IOException("JMH's report can't be read: " + e.getMessage(), e);
        }
    }
}
