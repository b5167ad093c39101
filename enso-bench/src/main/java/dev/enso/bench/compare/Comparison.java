package dev.enso.bench.compare;

import org.jspecify.annotations.Nullable;

/**
 * What is compared, and what should come out.
 *
 * @param name how it is asked for; also the name of its file
 * @param topic the group that it is shown in
 * @param what is done once for each of the figure's units
 * @param ours our side
 * @param peer the other side, or null when our figure alone is judged
 * @param figure what is measured
 * @param goal what it should be
 */
record Comparison(
        String name,
        String topic,
        String what,
        Contender ours,
        @Nullable Contender peer,
        Figure figure,
        Goal goal) {
    Comparison {
        if (goal.isRelative() != (peer != null)) {
            throw new IllegalArgumentException(
                    name + ": the goal " + goal + " needs " + (peer == null ? "a peer" : "no peer"));
        }
        if (peer != null && !ours.trial().layout().equals(peer.trial().layout())) {
            throw new IllegalArgumentException(name + ": both sides have to be given the same CPUs");
        }
    }

    Layout layout() {
        return ours.trial().layout();
    }

    /** Whether figures taken with near and with far cores are to be told apart. */
    boolean byDistance() {
        return layout().byDistance() && figure.isTime();
    }

    /** Whether runs of these two can be shared. */
    boolean sharesRunsWith(Comparison other) {
        return ours.trial().equals(other.ours.trial())
                && (peer == null
                        ? other.peer == null
                        : other.peer != null && peer.trial().equals(other.peer.trial()));
    }
}
