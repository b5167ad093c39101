package dev.enso.bench.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tables of values in quotes with commas between them. */
final class CsvTable {
    private CsvTable() {}

    /**
     * The rows below the line that names the columns, by the value of the first column. Other lines are passed over.
     *
     * @param first the name of the first column
     */
    static Map<String, Map<String, String>> parse(List<String> lines, String first) {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        List<String> names = List.of();
        for (String line : lines) {
            List<String> values = values(line);
            if (values.isEmpty()) {
                continue;
            }
            if (values.get(0).equals(first)) {
                names = values;
            } else if (values.size() == names.size()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 0; i < names.size(); i++) {
                    row.put(names.get(i), values.get(i));
                }
                rows.put(values.get(0), row);
            }
        }
        return rows;
    }

    /** None when the line is not of this format. */
    private static List<String> values(String line) {
        String text = line.strip();
        if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
            return List.of();
        }
        return new ArrayList<>(List.of(text.substring(1, text.length() - 1).split("\",\"", -1)));
    }
}
