package dev.enso.bench.compare;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, strings, numbers, truth values and null as JSON, a member a line. */
final class Json {
    private final StringBuilder out = new StringBuilder();

    private Json() {}

    /**
     * The text of a value, with a line break at its end. Lists of numbers stand on one line. What is not a number becomes null,
     * since JSON has none.
     *
     * @throws IllegalArgumentException when there is something else in it
     */
    static String write(@Nullable Object value) {
        Json json = new Json();
        json.value(value, "\n");
        return json.out.append('\n').toString();
    }

    private void value(@Nullable Object value, String indent) {
        if (value instanceof Map<?, ?> map) {
            map(map, indent);
        } else if (value instanceof List<?> list) {
            list(list, indent);
        } else if (value instanceof String text) {
            string(text);
        } else if (value instanceof Double number) {
            out.append(Double.isFinite(number) ? number.toString() : "null");
        } else if (value == null || value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            out.append(value);
        } else {
            throw new IllegalArgumentException("not a value of JSON: " + value.getClass());
        }
    }

    private void map(Map<?, ?> map, String indent) {
        String inner = indent + "  ";
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> members = map.entrySet().iterator();
        while (members.hasNext()) {
            Map.Entry<?, ?> member = members.next();
            out.append(inner);
            string((String) member.getKey());
            out.append(": ");
            value(member.getValue(), inner);
            out.append(members.hasNext() ? "," : indent);
        }
        out.append('}');
    }

    private void list(List<?> list, String indent) {
        boolean flat = list.stream().allMatch(Number.class::isInstance);
        String inner = flat ? "" : indent + "  ";
        out.append('[');
        Iterator<?> elements = list.iterator();
        while (elements.hasNext()) {
            out.append(inner);
            value(elements.next(), inner);
            out.append(elements.hasNext() ? flat ? ", " : "," : flat ? "" : indent);
        }
        out.append(']');
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
