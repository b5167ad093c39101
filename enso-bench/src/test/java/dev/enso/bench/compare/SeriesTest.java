package dev.enso.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SeriesTest {
    private final Processes processes = new Processes(false);
    private final Lab lab = new Lab(Path.of("."), Path.of("."), List.of(0, 1), Effort.QUICK, processes);
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void close() {
        processes.close();
    }

    /** Answers its figures one after the other, and the last of them for ever. */
    private final class Scripted implements Trial {
        private final String name;
        private final Layout layout;
        private final List<Figures> figures;
        private int next;

        Scripted(String name, Layout layout, List<Figures> figures) {
            this.name = name;
            this.layout = layout;
            this.figures = figures;
        }

        @Override
        public Layout layout() {
            return layout;
        }

        @Override
        public String command() {
            return name;
        }

        @Override
        public Figures run(Lab where) {
            ran.add(name);
            return figures.get(Math.min(next++, figures.size() - 1));
        }
    }

    private static List<Figures> nanos(double... nanos) {
        return Arrays.stream(nanos)
                .mapToObj(value -> new Figures().with("nanos", value))
                .toList();
    }

    /** One run: a sample between each two of the raw round trips. */
    private static Figures between(double nanos, double... raw) {
        double[] samples = new double[raw.length - 1];
        Arrays.fill(samples, nanos);
        return new Figures()
                .with("nanos", samples)
                .with(Figures.RAW_BEFORE, Arrays.copyOf(raw, raw.length - 1))
                .with(Figures.RAW_AFTER, Arrays.copyOfRange(raw, 1, raw.length));
    }

    private Comparison compare(Layout layout, String goal, List<Figures> ours, List<Figures> peers) {
        return new Comparison(
                "name",
                "topic",
                "what",
                new Contender("us", new Scripted("ours", layout, ours)),
                new Contender("them", new Scripted("peer", layout, peers)),
                Figure.TIME,
                Goal.parse(goal));
    }

    private List<Pair> run(Comparison comparison, DoubleSupplier raw, int least, int most) throws Exception {
        return new Series(List.of(comparison), lab, raw, (comparisons, number, pair) -> {}).run(least, most);
    }

    @Test
    void pairs_beginWithUsAndThePeerInTurn() throws Exception {
        run(compare(Layout.ONE_THREAD, "≤ 0.4", nanos(1), nanos(5)), () -> 100, 3, 7);
        assertEquals(List.of("ours", "peer", "peer", "ours", "ours", "peer"), ran);
    }

    @Test
    void pairs_keepWhoIsWho() throws Exception {
        List<Pair> pairs = run(compare(Layout.ONE_THREAD, "≤ 0.4", nanos(1), nanos(5)), () -> 100, 2, 2);
        for (Pair pair : pairs) {
            assertEquals(1, pair.ours().median("nanos"));
            assertEquals(5, assertNotNullFigures(pair).median("nanos"));
        }
    }

    private static Figures assertNotNullFigures(Pair pair) {
        Figures figures = pair.peer();
        assertNotNull(figures);
        return figures;
    }

    @Test
    void run_endsAtTheLeastWhenThatSettlesIt() throws Exception {
        assertEquals(
                3,
                run(compare(Layout.ONE_THREAD, "≤ 0.4", nanos(1), nanos(5)), () -> 100, 3, 7)
                        .size());
    }

    @Test
    void run_goesOnWhileItIsNotSettled() throws Exception {
        assertEquals(
                7,
                run(compare(Layout.ONE_THREAD, "≤ 1", nanos(1), nanos(1)), () -> 100, 3, 7)
                        .size());
        assertEquals(
                4,
                run(compare(Layout.ONE_THREAD, "≤ 0.4", nanos(6, 1, 1, 1), nanos(5)), () -> 100, 2, 4)
                        .size());
    }

    private static final double[] NEAR = {100, 100, 100, 100};
    private static final double[] FAR = {500, 500, 500, 500};

    private Comparison twoThreads(List<Figures> ours, List<Figures> peers) {
        return compare(Layout.TWO_THREADS, "≤ 0.4", ours, peers);
    }

    private List<Finding> findings(Comparison comparison, int least, int most) throws Exception {
        return Finding.of(comparison, run(comparison, () -> 100, least, most), least, 2);
    }

    @Test
    void nearAndFar_areJudgedApart() throws Exception {
        double[] both = {100, 100, 100, 100, 500, 500, 500, 500};
        Figures ours = between(1, both);
        // The samples while the cores were near, the one during which they moved, and those while they were far.
        ours.with("nanos", 1, 1, 1, 77, 8, 8, 8);
        List<Finding> findings = findings(twoThreads(List.of(ours), List.of(between(10, both))), 3, 3);

        assertEquals(0.1, judged(findings, Distance.NEAR).ratio());
        assertEquals(Verdict.OK, judged(findings, Distance.NEAR).verdict());
        assertEquals(0.8, judged(findings, Distance.FAR).ratio());
        assertEquals(Verdict.SHORT, judged(findings, Distance.FAR).verdict());
        assertEquals(500, findings.get(1).rawLow());
    }

    @Test
    void aPair_countsOnlyWhereBothSidesSawTheDistance() throws Exception {
        Comparison comparison = twoThreads(
                List.of(between(1, FAR), between(1, NEAR), between(1, NEAR)),
                List.of(between(5, NEAR), between(5, NEAR), between(5, NEAR)));
        List<Finding> findings = findings(comparison, 2, 2);
        assertEquals(2, judged(findings, Distance.NEAR).pairs());
        assertNull(findings.get(1).judgement());
        assertEquals(6, ran.size());
    }

    @Test
    void fewPairsOfADistance_doNotTell() throws Exception {
        Comparison comparison =
                twoThreads(List.of(between(1, FAR), between(1, NEAR)), List.of(between(5, FAR), between(5, NEAR)));
        List<Pair> pairs = run(comparison, () -> 100, 3, 3);
        assertEquals(6, pairs.size(), "the far cores were seen, so it tries to see them again, up to twice the most");
        List<Finding> findings = Finding.of(comparison, pairs, 3, 2);
        assertEquals(Verdict.OK, judged(findings, Distance.NEAR).verdict());
        assertEquals(Verdict.NOISY, judged(findings, Distance.FAR).verdict());
    }

    @Test
    void bytes_areTheSameAtEveryDistance() throws Exception {
        Contender ours = new Contender(
                "us",
                new Scripted(
                        "ours",
                        Layout.TWO_THREADS,
                        List.of(
                                between(1, NEAR).with("allocated", 0, 0, 0),
                                between(1, FAR).with("allocated", 0, 0, 0))));
        Goal goal = Goal.parse("< 0.1 B/op");
        Comparison comparison = new Comparison("name", "topic", "what", ours, null, Figure.ALLOCATED, goal);
        List<Finding> findings = findings(comparison, 3, 7);
        assertEquals(1, findings.size());
        assertNull(findings.get(0).distance());
        assertEquals(3, judged(findings, null).pairs());
    }

    private static Judgement judged(List<Finding> findings, @Nullable Distance distance) {
        Judgement judgement = findings.stream()
                .filter(finding -> finding.distance() == distance)
                .findFirst()
                .orElseThrow()
                .judgement();
        assertNotNull(judgement);
        return judgement;
    }

    @Test
    void aDistanceThatWasNotSeen_isNotObserved() throws Exception {
        List<Finding> findings = findings(twoThreads(List.of(between(1, NEAR)), List.of(between(5, NEAR))), 1, 1);
        assertEquals(Verdict.OK, judged(findings, Distance.NEAR).verdict());
        assertEquals(Distance.FAR, findings.get(1).distance());
        assertNull(findings.get(1).judgement());
    }

    @Test
    void run_givesUpOnCoresThatMoveAllTheTime() throws Exception {
        double[] moving = {100, 500, 100, 500};
        Comparison comparison = twoThreads(List.of(between(1, moving)), List.of(between(5, moving)));
        List<Pair> pairs = run(comparison, () -> 100, 3, 7);
        assertEquals(14, pairs.size());
        Finding.of(comparison, pairs, 3, 2).forEach(finding -> assertNull(finding.judgement()));
    }

    @Test
    void coresWhoseDistanceIsUnknown_areJudgedAsSuch() throws Exception {
        Comparison comparison = twoThreads(
                List.of(new Figures().with("nanos", 1, 1, 1)), List.of(new Figures().with("nanos", 5, 5, 5)));
        List<Finding> findings = findings(comparison, 3, 7);
        assertEquals(Verdict.OK, judged(findings, Distance.UNKNOWN).verdict());
    }

    @Test
    void whatNeedsMoreThreadsThanCpus_isReportedAndNotJudged() throws Exception {
        Comparison comparison = compare(new Layout(3, false), "≤ 0.4", nanos(1), nanos(5));
        List<Pair> pairs = run(comparison, () -> 100, 1, 1);
        Judgement judgement = Finding.of(comparison, pairs, 1, 2).get(0).judgement();
        assertNotNull(judgement);
        assertEquals(Verdict.REPORTED, judgement.verdict());
        assertEquals(0.2, judgement.ratio());
    }

    @Test
    void comparisonsOfTheSameTrials_shareTheirRuns() {
        List<List<Comparison>> groups = Series.grouped(Comparisons.all());
        List<String> kv =
                groups.stream()
                        .filter(group -> group.get(0).name().equals("kv-get-p16"))
                        .findFirst()
                        .orElseThrow()
                        .stream()
                        .map(Comparison::name)
                        .toList();
        assertEquals(List.of("kv-get-p16", "kv-set-p16", "kv-get-p16-p99", "kv-set-p16-p99"), kv);
        assertEquals(
                Comparisons.all().size(), groups.stream().mapToInt(List::size).sum());
    }

    @Test
    void aGoalOfARatio_needsAPeer() {
        Contender ours = new Contender("us", new Scripted("ours", Layout.ONE_THREAD, nanos(1)));
        Goal ratio = Goal.parse("≤ 1");
        assertThrows(
                IllegalArgumentException.class,
                () -> new Comparison("name", "topic", "what", ours, null, Figure.TIME, ratio));
    }
}
