package dev.enso.bench.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of an object of JSON. What is missing, or of another type, is an {@link IllegalArgumentException}. */
final class Members {
    private final Map<?, ?> map;

    private Members(Map<?, ?> map) {
        this.map = map;
    }

    /** Those of a value that {@link JsonReader} has read. */
    static Members of(@Nullable Object value) {
        return new Members(as(Map.class, value, "an object"));
    }

    private static <T> T as(Class<T> type, @Nullable Object value, String what) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "there is " + (value == null ? "nothing" : value) + " in place of " + what);
        }
        return type.cast(value);
    }

    /** Elements of a list. */
    static List<?> list(@Nullable Object value) {
        return as(List.class, value, "a list");
    }

    /** Whether there is such a member, and it is not null. */
    boolean has(String name) {
        return map.get(name) != null;
    }

    Members members(String name) {
        return new Members(as(Map.class, map.get(name), name));
    }

    List<?> list(String name) {
        return as(List.class, map.get(name), name);
    }

    String text(String name) {
        return as(String.class, map.get(name), name);
    }

    boolean truth(String name) {
        return as(Boolean.class, map.get(name), name);
    }

    /** Not a number where it is null, since that is how {@link Json} writes it. */
    double number(String name) {
        return has(name) ? as(Double.class, map.get(name), name) : Double.NaN;
    }

    /** All members, as text. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((name, value) -> texts.put(as(String.class, name, "a name"), as(String.class, value, "a text")));
        return texts;
    }

    /** The numbers of a list of lists. */
    double[] numbersWithin(String name) {
        return list(name).stream()
                .flatMap(inner -> list(inner).stream())
                .mapToDouble(number -> as(Double.class, number, "a number"))
                .toArray();
    }
}
