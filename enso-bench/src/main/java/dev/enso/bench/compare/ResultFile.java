package dev.enso.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A result and all raw figures behind it, as a file of JSON. */
final class ResultFile {
    private ResultFile() {}

    /** The file of a comparison. */
    static Path of(Path directory, String name) {
        return directory.resolve(name + ".json");
    }

    /** Writes a result, in place of an earlier one. */
    static void write(Path directory, Comparison comparison, Result result, List<Pair> pairs) throws IOException {
        Map<String, @Nullable Object> file = new LinkedHashMap<>();
        file.put("name", result.name());
        file.put("topic", result.topic());
        file.put("what", result.what());
        file.put("unit", result.unit());
        file.put("goal", result.goal().toString());
        file.put("ours", side(result.ours(), comparison.ours()));
        Contender peer = comparison.peer();
        file.put("peer", peer == null ? null : side(result.peer(), peer));
        file.put("figure", comparison.figure().key());
        file.put("threads", comparison.layout().threads());
        file.put("host", new LinkedHashMap<>(result.host()));
        file.put("findings", result.findings().stream().map(ResultFile::finding).toList());
        file.put("pairs", pairs.stream().map(ResultFile::pair).toList());
        Files.createDirectories(directory);
        Files.writeString(of(directory, result.name()), Json.write(file));
    }

    private static Map<String, @Nullable Object> side(String label, Contender contender) {
        Map<String, @Nullable Object> side = new LinkedHashMap<>();
        side.put("label", label);
        side.put("command", contender.trial().command());
        return side;
    }

    private static Map<String, @Nullable Object> finding(Finding finding) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        Distance distance = finding.distance();
        map.put("distance", distance == null ? null : distance.text());
        map.put("rawLow", finding.rawLow());
        map.put("rawHigh", finding.rawHigh());
        Judgement judgement = finding.judgement();
        if (judgement != null) {
            map.put("pairs", judgement.pairs());
            map.put("ours", judgement.ours());
            map.put("peer", judgement.peer());
            map.put("ratio", judgement.ratio());
            map.put("low", judgement.low());
            map.put("high", judgement.high());
            map.put("equal", judgement.equal());
        }
        map.put("verdict", judgement == null ? null : judgement.verdict().text());
        return map;
    }

    private static Map<String, @Nullable Object> pair(Pair pair) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        Figures peer = pair.peer();
        map.put("first", pair.oursFirst() ? "ours" : "peer");
        map.put("load", pair.load());
        map.put("rawNanos", numbers(pair.rawNanos()));
        map.put("ours", figures(pair.ours()));
        map.put("peer", peer == null ? null : figures(peer));
        return map;
    }

    private static Map<String, @Nullable Object> figures(Figures figures) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        figures.samples().forEach((key, samples) -> map.put(key, numbers(samples)));
        return map;
    }

    private static List<Double> numbers(double[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    /**
     * Reads the result of a file.
     *
     * @throws IOException when there is none, or it is not of this format; the message names the file
     */
    static Result read(Path file) throws IOException {
        try {
            Members members = Members.of(JsonReader.parse(Files.readString(file)));
            return new Result(
                    members.text("name"),
                    members.text("topic"),
                    members.text("what"),
                    members.members("ours").text("label"),
                    members.has("peer") ? members.members("peer").text("label") : "",
                    members.text("unit"),
                    Goal.parse(members.text("goal")),
                    members.members("host").texts(),
                    members.list("findings").stream()
                            .map(finding -> finding(Members.of(finding)))
                            .toList());
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + " is no result of this version, delete it or measure again: " + e.getMessage(), e);
        }
    }

    private static Finding finding(Members members) {
        return new Finding(
                members.has("distance") ? Distance.of(members.text("distance")) : null,
                members.has("verdict") ? judgement(members) : null,
                members.number("rawLow"),
                members.number("rawHigh"));
    }

    private static Judgement judgement(Members members) {
        return new Judgement(
                (int) members.number("pairs"),
                members.number("ours"),
                members.number("peer"),
                members.number("ratio"),
                members.number("low"),
                members.number("high"),
                members.truth("equal"),
                Verdict.of(members.text("verdict")));
    }
}
