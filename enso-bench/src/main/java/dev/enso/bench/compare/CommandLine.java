package dev.enso.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the runner is asked to do.
 *
 * @param action what
 * @param chosen which comparisons, in the order of the table; all of them when none is named
 * @param quick whether to run one short pair, only to see that everything works
 * @param pairs how many pairs each, or empty for as many as it takes
 * @param output where results go, or empty for the usual place
 */
record CommandLine(
        Action action, List<Comparison> chosen, boolean quick, Optional<Integer> pairs, Optional<String> output) {
    static final String USAGE = """
            Usage: enso-bench/compare [NAME...] [--quick] [--pairs N] [--output DIRECTORY]
                   enso-bench/compare --list
            Measures us and our peers in turn, and keeps the figures in docs/results.

              NAME                comparisons or topics, as --list shows them; all of them when none is named
              --list              show all comparisons, with their goals
              --quick             one short pair each, to see that it works; kept in enso-bench/target/results
              --pairs N           exactly N pairs each (else 3, and up to 7 where 3 do not settle it)
              --output DIRECTORY  keep the results there
              --help              show this
            """;

    /** What to do. */
    enum Action {
        RUN,
        LIST,
        HELP
    }

    /**
     * Reads the arguments.
     *
     * @param all the comparisons there are
     * @throws UsageException when they make no sense
     */
    static CommandLine parse(List<String> arguments, List<Comparison> all) throws UsageException {
        Action action = Action.RUN;
        boolean quick = false;
        Optional<Integer> pairs = Optional.empty();
        Optional<String> output = Optional.empty();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--list" -> action = Action.LIST;
                case "--help", "-h" -> action = Action.HELP;
                case "--quick" -> quick = true;
                case "--pairs" -> pairs = Optional.of(pairs(value(arguments, ++i, argument)));
                case "--output" -> output = Optional.of(value(arguments, ++i, argument));
                default -> names.add(argument);
            }
        }
        return new CommandLine(action, choose(names, all), quick, pairs, output);
    }

    private static String value(List<String> arguments, int index, String option) throws UsageException {
        if (index == arguments.size()) {
            throw new UsageException(option + " needs a value behind it\n\n" + USAGE);
        }
        return arguments.get(index);
    }

    private static int pairs(String text) throws UsageException {
        try {
            int pairs = Integer.parseInt(text);
            if (pairs >= 1 && pairs <= 100) {
                return pairs;
            }
        } catch (NumberFormatException wrong) {
            // Said below, as for a number out of range.
        }
        throw new UsageException("--pairs takes a number from 1 to 100, not \"" + text + "\"");
    }

    private static List<Comparison> choose(List<String> names, List<Comparison> all) throws UsageException {
        for (String name : names) {
            if (name.startsWith("-")) {
                throw new UsageException("there is no option " + name + "\n\n" + USAGE);
            }
            if (all.stream().noneMatch(comparison -> is(comparison, name))) {
                throw new UsageException("there is no comparison \"" + name + "\". There are the topics\n  "
                        + String.join("\n  ", topics(all)) + "\nand the comparisons\n  "
                        + String.join("\n  ", all.stream().map(Comparison::name).toList()));
            }
        }
        return names.isEmpty()
                ? all
                : all.stream()
                        .filter(comparison -> names.stream().anyMatch(name -> is(comparison, name)))
                        .toList();
    }

    private static boolean is(Comparison comparison, String name) {
        return comparison.name().equals(name) || comparison.topic().equals(name);
    }

    private static TreeSet<String> topics(List<Comparison> all) {
        TreeSet<String> topics = new TreeSet<>();
        all.forEach(comparison -> topics.add(comparison.topic()));
        return topics;
    }
}
