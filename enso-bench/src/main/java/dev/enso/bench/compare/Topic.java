package dev.enso.bench.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A group of comparisons that can be asked for by one name. */
final class Topic {
    private final String name;
    private final List<Comparison> all;

    /** Comparisons of that topic go to the end of the list. */
    Topic(String name, List<Comparison> all) {
        this.name = name;
        this.all = all;
    }

    /** Adds one; without a peer the figure itself is held against the goal. */
    void add(String comparison, String what, Contender ours, @Nullable Contender peer, Figure figure, String goal) {
        all.add(new Comparison(comparison, name, what, ours, peer, figure, Goal.parse(goal)));
    }
}
