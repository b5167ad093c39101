package dev.enso.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The table, the page, the charts and the files. */
class ReportTest {
    private static final Map<String, String> HOST = Map.of("cpu", "Some|CPU");

    private static Comparison named(String name) {
        return Comparisons.all().stream()
                .filter(comparison -> comparison.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Pair pair(double ours, double peer, double raw) {
        return new Pair(true, figures(ours, raw), figures(peer, raw), new double[] {raw, raw, raw}, 0.1);
    }

    private static Figures figures(double nanos, double raw) {
        return new Figures()
                .with("nanos", nanos, nanos)
                .with("allocated", 0.01)
                .with(Figures.RAW_BEFORE, raw, raw)
                .with(Figures.RAW_AFTER, raw, raw);
    }

    private static final List<Pair> PAIRS = List.of(pair(3, 10, 117), pair(3.2, 10, 118), pair(2.9, 10, 119));

    private static Result result(String name) {
        return Result.of(named(name), HOST, PAIRS, 1, 2);
    }

    @Test
    void table_hasALineForEachFinding() {
        assertEquals(
                List.of("reschedule-round-robin-1 3.00 ns/op 10.0 ns/op 0.300 ≤ 0.4 ok near 117–119 ns"),
                lines("reschedule-round-robin-1"));
        assertEquals(
                List.of(
                        "round-trip-netty (near) 3.00 ns/op 10.0 ns/op 0.300 ≤ 0.8 ok near 117–119 ns",
                        "round-trip-netty (far) - - - ≤ 0.8 not observed"),
                lines("round-trip-netty"));
        assertEquals(List.of("allocated-wake 0.010 B/op - - < 0.1 B/op ok near 117–119 ns"), lines("allocated-wake"));
    }

    private static List<String> lines(String name) {
        return Table.lines(result(name)).stream()
                .map(line -> line.replaceAll(" +", " "))
                .toList();
    }

    @Test
    void table_saysWhatIsEqual() {
        Result equal = Result.of(named("spawn-inside"), HOST, List.of(pair(10, 10.5, 117)), 1, 2);
        assertTrue(
                Table.lines(equal).get(0).contains("0.952 equal"),
                Table.lines(equal).get(0));
    }

    @Test
    void rates_areShownAsRates() {
        Result rate = Result.of(named("one-way-batches"), HOST, List.of(pair(0.5, 1, 117)), 1, 2);
        assertTrue(
                Table.lines(rate).get(0).replaceAll(" +", " ").contains("2000 M msgs/s 1000 M msgs/s 2.00 ≥ 1 ok"),
                Table.lines(rate).get(0));
    }

    @Test
    void files_keepEverythingThatIsShown(@TempDir Path directory) throws IOException {
        for (String name : List.of("reschedule-round-robin-1", "round-trip-netty", "allocated-wake")) {
            Result result = result(name);
            ResultFile.write(directory, named(name), result, PAIRS);
            Result read = ResultFile.read(ResultFile.of(directory, name));
            // Not a number is equal to itself only as text.
            assertEquals(result.toString(), read.toString());
        }
    }

    @Test
    void files_keepAllRawFigures(@TempDir Path directory) throws IOException {
        ResultFile.write(directory, named("spawn-inside"), result("spawn-inside"), PAIRS);
        Map<?, ?> file = (Map<?, ?>) JsonReader.parse(Files.readString(directory.resolve("spawn-inside.json")));
        List<?> pairs = (List<?>) file.get("pairs");
        assertEquals(3, pairs.size());
        assertEquals(
                Map.of(
                        "first",
                        "ours",
                        "load",
                        0.1,
                        "rawNanos",
                        List.of(118.0, 118.0, 118.0),
                        "ours",
                        raw(3.2),
                        "peer",
                        raw(10.0)),
                pairs.get(1));
    }

    private static Map<String, List<Double>> raw(double nanos) {
        List<Double> around = List.of(118.0, 118.0);
        return Map.of(
                "nanos",
                List.of(nanos, nanos),
                "allocated",
                List.of(0.01),
                Figures.RAW_BEFORE,
                around,
                Figures.RAW_AFTER,
                around);
    }

    @Test
    void files_ofAnotherFormat_areNamed(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("spawn-inside.json");
        for (String text : List.of("", "[]", "{}", "null")) {
            Files.writeString(file, text);
            String message =
                    assertThrows(IOException.class, () -> ResultFile.read(file)).getMessage();
            assertTrue(message.contains("spawn-inside.json"), message);
        }
    }

    @Test
    void page_hasARowForEachFindingAndEqualRowsOfCells() {
        String page = Markdown.page(
                List.of(result("reschedule-round-robin-1"), result("round-trip-netty")), "enso-bench/compare");

        assertTrue(page.contains("`enso-bench/compare`"), page);
        assertTrue(page.contains("Some\\|CPU"), page);
        assertTrue(page.contains("[round-trip-netty (far)](round-trip-netty.json)"), page);
        assertTrue(page.contains("not observed"), page);
        for (String table : page.split("\n\n")) {
            List<Long> cells = table.lines()
                    .filter(line -> line.startsWith("|"))
                    .map(line -> Pattern.compile("(?<!\\\\)\\|")
                            .matcher(line)
                            .results()
                            .count())
                    .distinct()
                    .toList();
            assertTrue(cells.size() <= 1, table);
        }
    }

    @Test
    void page_tellsHostsApartWhereThereAreSeveral() {
        Result here = result("spawn-inside");
        Result there = Result.of(named("spawn-outside"), Map.of("cpu", "Other"), PAIRS, 1, 2);
        String page = Markdown.page(List.of(here, there), "compare");
        assertTrue(page.contains("| host 1 |") && page.contains("| host 2 |"), page);
        assertFalse(Markdown.page(List.of(here), "compare").contains("host 1"));
    }

    @Test
    void chart_isWellFormedAndStaysInsideItsFrame() throws Exception {
        Result longBar = Result.of(named("spawn-outside"), HOST, List.of(pair(1e9, 1, 117)), 1, 2);
        Result noBar = Result.of(named("spawn-inside"), HOST, List.of(pair(0, 1, 117)), 1, 2);
        String svg = Chart.draw("a <b> & \"c\"", List.of(result("round-trip-netty"), longBar, noBar));

        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));

        Element root = document.getDocumentElement();
        assertEquals("svg", root.getTagName());
        assertTrue(root.getTextContent().contains("a <b> & \"c\""));
        double width = Double.parseDouble(root.getAttribute("width"));
        NodeList bars = document.getElementsByTagName("rect");
        assertEquals(4, bars.getLength(), "the ground, and a bar for each finding that was observed");
        for (int i = 1; i < bars.getLength(); i++) {
            Element bar = (Element) bars.item(i);
            double right = Double.parseDouble(bar.getAttribute("x")) + Double.parseDouble(bar.getAttribute("width"));
            assertTrue(right <= width, svg);
        }
        Matcher place = Pattern.compile("M([0-9.]+)").matcher(svg);
        while (place.find()) {
            assertTrue(Double.parseDouble(place.group(1)) <= width, svg);
        }
        assertFalse(svg.contains("NaN"), svg);
    }

    private static List<Result> growing(String discipline, double... nanos) {
        List<Result> results = new ArrayList<>();
        int[] ready = {10, 1_000, 100_000, 1_000_000};
        for (int i = 0; i < nanos.length; i++) {
            Comparison comparison = named("ready-" + discipline + "-" + ready[i]);
            results.add(Result.of(comparison, HOST, List.of(pair(nanos[i], 10 + i, 117)), 1, 2));
        }
        return results;
    }

    @Test
    void curves_haveALineForEachDisciplineAndOneForThePeer() throws Exception {
        List<Result> results = new ArrayList<>(growing("fair", 20, 24, 40, 90));
        results.addAll(growing("weighted", 12, 12, 13, 14));
        // Too few for a line.
        results.addAll(growing("deadline", 12, 12));
        assertTrue(Curves.isWorthDrawing(results));
        String svg = Curves.draw("ready", results);

        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        Element root = document.getDocumentElement();
        NodeList points = document.getElementsByTagName("circle");
        assertEquals(12, points.getLength(), "two lines of four, and the peer's");
        double above = Double.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            Element point = (Element) points.item(i);
            double y = Double.parseDouble(point.getAttribute("cy"));
            assertTrue(y < above && y > 0, "what grows rises: " + svg);
            above = y;
            assertTrue(
                    Double.parseDouble(point.getAttribute("cx")) < Double.parseDouble(root.getAttribute("width")), svg);
        }
        String text = root.getTextContent();
        assertTrue(
                text.contains("Ensō, fair tree") && text.contains("Netty's loop") && text.contains("1,000,000"), text);
        assertFalse(text.contains("earliest deadline"), text);
        assertFalse(svg.contains("NaN"), svg);
        assertTrue(Markdown.page(results, "compare").contains("](ready-curves.svg)"));
    }

    @Test
    void curves_ofAFewPoints_areNotDrawn() {
        assertFalse(Curves.isWorthDrawing(List.of()));
        assertFalse(Curves.isWorthDrawing(growing("fair", 1, 2)));
        assertFalse(Curves.isWorthDrawing(List.of(result("spawn-inside"), result("round-trip-netty"))));
    }

    @Test
    void results_areShownTogetherWithThoseOfEarlierRuns(@TempDir Path directory) throws IOException {
        Path kept = directory.resolve("docs/results");
        for (String name : List.of("round-trip-netty", "spawn-inside")) {
            Results results = new Results(kept, Comparisons.all(), "enso-bench/compare");
            results.keep(named(name), result(name), PAIRS);
            results.show();
        }
        String page = Files.readString(kept.resolve("README.md"));
        assertTrue(page.indexOf("spawn-inside") < page.indexOf("round-trip-netty"), "in the order of the table");
        try (Stream<Path> files = Files.list(kept)) {
            assertEquals(
                    List.of("README.md", "messages.svg", "round-trip-netty.json", "spawn-inside.json", "tasks.svg"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void results_withoutAny_leaveNothing(@TempDir Path directory) throws IOException {
        new Results(directory.resolve("none"), Comparisons.all(), "compare").show();
        assertFalse(Files.exists(directory.resolve("none")));
    }
}
