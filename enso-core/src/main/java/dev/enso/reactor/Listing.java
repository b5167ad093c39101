package dev.enso.reactor;

import java.util.ArrayList;
import java.util.List;

/**
 * What one reactor has, as it was when it was asked.
 *
 * @param reactor its name
 * @param sources what each of its kinds of sources has brought, in the order of {@link Kind.Source}
 * @param objects its objects in the order of their slots, then its tasks
 */
public record Listing(String reactor, List<String> sources, List<ObjectInfo> objects) {
    static Listing of(CoreContext core) {
        Reactor reactor = core.reactor();
        ObjectTable table = core.objects();
        ArrayList<String> sources = new ArrayList<>();
        for (Kind.Source source : Kind.Source.values()) {
            sources.add(source + " " + reactor.brought(source) + ", " + count(table.count(source), "object"));
        }
        return new Listing(reactor.name(), List.copyOf(sources), List.copyOf(table.list()));
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** A line for the reactor, one for each source, one for each object. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(reactor);
        for (String source : sources) {
            text.append("\n  ").append(source);
        }
        for (ObjectInfo object : objects) {
            text.append("\n    ").append(object);
        }
        return text.toString();
    }
}
