package dev.enso.bench.compare;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a comparison has come to, as it is kept and shown.
 *
 * @param name the comparison's
 * @param topic the group that it is shown in
 * @param what is done for each unit
 * @param ours who we are
 * @param peer who the other is; empty without one
 * @param unit of the figures
 * @param goal what was to be reached
 * @param host facts of the machine
 * @param findings at least one
 */
record Result(
        String name,
        String topic,
        String what,
        String ours,
        String peer,
        String unit,
        Goal goal,
        Map<String, String> host,
        List<Finding> findings) {
    static Result of(Comparison comparison, Map<String, String> host, List<Pair> pairs, int least, int cpus) {
        return new Result(
                comparison.name(),
                comparison.topic(),
                comparison.what(),
                comparison.ours().label(),
                Optional.ofNullable(comparison.peer()).map(Contender::label).orElse(""),
                comparison.figure().unit(),
                comparison.goal(),
                host,
                Finding.of(comparison, pairs, least, cpus));
    }

    /** The comparison's name, with the distance of a finding where it has one. */
    String title(Finding finding) {
        Distance distance = finding.distance();
        return distance == null ? name : name + " (" + distance.text() + ")";
    }
}
