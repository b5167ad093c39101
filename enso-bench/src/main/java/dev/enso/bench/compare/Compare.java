package dev.enso.bench.compare;

import dev.enso.bench.Cpus;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The program behind {@code enso-bench/compare}. The table goes to stdout; what is under way, and what went wrong, to stderr.
 * The status is 0 when everything asked for was measured, whatever the verdicts; 1 when something could not be; 2 when the
 * command line makes no sense.
 */
public final class Compare {
    private static final String COMMAND = "enso-bench/compare";
    private static final Path RESULTS = Path.of("docs", "results");
    private static final Path QUICK_RESULTS = Path.of("enso-bench", "target", "results");
    private static final int LEAST = 3;

    /** Of the CPUs: what more than that is busy with something else disturbs. */
    private static final double BUSY = 0.25;

    private final CommandLine asked;
    private final List<Comparison> all;
    private final Path root;
    private final PrintStream out;
    private final PrintStream progress;
    private final Map<String, String> host;
    private final List<Integer> cpus = Cpus.allowed();

    private Compare(CommandLine asked, List<Comparison> all, Path root, PrintStream out, PrintStream progress) {
        this.asked = asked;
        this.all = all;
        this.root = root;
        this.out = out;
        this.progress = progress;
        this.host = Host.facts(Path.of("/"), cpus);
    }

    /** Runs and exits. The property {@code enso.root} is the directory of the project; without it the current one is. */
    public static void main(String[] arguments) {
        // What is printed are signs that not every locale has.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Path root =
                Path.of(System.getProperty("enso.root", ".")).toAbsolutePath().normalize();
        System.exit(run(List.of(arguments), root, out, err));
    }

    /** What {@link #main} exits with. */
    static int run(List<String> arguments, Path root, PrintStream out, PrintStream err) {
        List<Comparison> all = Comparisons.all();
        try {
            CommandLine asked = CommandLine.parse(arguments, all);
            switch (asked.action()) {
                case HELP -> out.print(CommandLine.USAGE);
                case LIST -> list(asked.chosen(), out);
                case RUN -> {
                    return new Compare(asked, all, root, out, err).measure() ? 0 : 1;
                }
            }
            return 0;
        } catch (UsageException e) {
            err.println(e.getMessage());
            return 2;
        } catch (IOException | UncheckedIOException e) {
            err.println("compare: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            err.println("compare: interrupted");
            return 1;
        }
    }

    private static void list(List<Comparison> comparisons, PrintStream out) {
        String topic = "";
        for (Comparison comparison : comparisons) {
            if (!topic.equals(comparison.topic())) {
                topic = comparison.topic();
                out.println(topic);
            }
            Contender peer = comparison.peer();
            out.printf(
                    Locale.ROOT,
                    "  %-26s %-11s %s%s%n",
                    comparison.name(),
                    comparison.goal(),
                    comparison.figure().unit() + ": " + comparison.what(),
                    peer == null ? "" : "; against " + peer.label());
        }
        out.println();
        out.println("A goal without a unit is a bound of the ratio ours / peer.");
    }

    /** True when all that was asked for could be measured. */
    private boolean measure() throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("enso-compare");
        Processes processes = Processes.create();
        // Whoever interrupts the runner wants none of its programs to stay behind.
        Thread last = new Thread(() -> end(processes, scratch), "end");
        Runtime.getRuntime().addShutdownHook(last);
        try (RawRoundTrip raw = new RawRoundTrip()) {
            printHost(processes);
            Lab lab = new Lab(root, scratch, cpus, asked.quick() ? Effort.QUICK : Effort.FULL, processes);
            return measure(lab, raw);
        } finally {
            end(processes, scratch);
            Runtime.getRuntime().removeShutdownHook(last);
        }
    }

    private boolean measure(Lab lab, RawRoundTrip raw) throws IOException, InterruptedException {
        Path directory = root.resolve(asked.output().map(Path::of).orElse(asked.quick() ? QUICK_RESULTS : RESULTS));
        Results results = new Results(directory, all, COMMAND);
        boolean complete = true;
        out.println(Table.header());
        for (List<Comparison> group : Series.grouped(asked.chosen())) {
            try {
                List<Pair> pairs = new Series(group, lab, raw::measure, this::report).run(least(), most());
                for (Comparison comparison : group) {
                    Result result = Result.of(comparison, host, pairs, least(), cpus.size());
                    Table.lines(result).forEach(out::println);
                    results.keep(comparison, result, pairs);
                }
                results.show();
            } catch (IOException e) {
                complete = false;
                for (Comparison comparison : group) {
                    out.println(comparison.name() + "  not measured");
                }
                progress.println("  " + group.get(0).name() + ": " + e.getMessage());
            }
        }
        out.println();
        out.println((asked.quick() ? "A quick run shows that it works; its figures mean nothing. Kept in " : "Kept in ")
                + directory);
        return complete;
    }

    private int least() {
        return asked.pairs().orElse(asked.quick() ? 1 : LEAST);
    }

    private int most() {
        return asked.pairs().orElse(asked.quick() ? 1 : Judgement.MANY);
    }

    private void printHost(Processes processes) {
        host.forEach((name, fact) -> out.printf(Locale.ROOT, "%-9s %s%n", name, fact));
        double load = ProcFiles.load();
        out.printf(Locale.ROOT, "%-9s %s%n%n", "load", Words.number(load));
        if (load > BUSY * cpus.size()) {
            progress.println(
                    "The machine is busy with other things: expect noisy figures, and measure again when it is quiet.");
        }
        if (!processes.isPinning()) {
            progress.println("taskset is not installed, so programs are not pinned: expect noisy figures.");
        }
    }

    private void report(List<Comparison> comparisons, int number, Pair pair) {
        for (Comparison comparison : comparisons) {
            Figure figure = comparison.figure();
            String peer = comparison.peer() == null
                    ? ""
                    : " to " + Words.number(figure.of(Objects.requireNonNull(pair.peer())));
            progress.printf(
                    Locale.ROOT,
                    "  %s: pair %d: %s%s %s, %s%n",
                    comparison.name(),
                    number,
                    Words.number(figure.of(pair.ours())),
                    peer,
                    figure.unit(),
                    pair.distance().text());
        }
    }

    private static void end(Processes processes, Path scratch) {
        processes.close();
        try (Stream<Path> files = Files.walk(scratch)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException left) {
            // A second call finds nothing, and what can't be deleted from a directory for scratch is the system's to
            // clear.
        }
    }
}
