package dev.enso.bench.compare;

import java.util.ArrayList;
import java.util.List;

/** Everything that is compared, with its goal. A new comparison is a new entry in the class of its topic. */
final class Comparisons {
    private Comparisons() {}

    /** All of them, topic by topic. */
    static List<Comparison> all() {
        List<Comparison> all = new ArrayList<>();
        TaskComparisons.addTo(all);
        TimerComparisons.addTo(all);
        MessageComparisons.addTo(all);
        RingComparisons.addTo(all);
        CaseComparisons.addTo(all);
        ServerComparisons.addTo(all);
        FileComparisons.addTo(all);
        AllocationComparisons.addTo(all);
        return List.copyOf(all);
    }
}
