package dev.enso.reactor;

import java.util.List;

/**
 * What an orderly close could not bring to its end.
 *
 * @param cut the names of tasks that had not ended at the deadline and were cancelled
 * @param undelivered messages that were sent and never delivered; not those that had gone back to their senders before,
 *     because a single reactor was stopped
 * @param stuck the names of reactors whose thread did not come back, each with the task it is in, and of threads that did not
 *     come back from a blocking call
 */
public record CloseReport(List<String> cut, int undelivered, List<String> stuck) {
    /** Copies the lists. */
    public CloseReport {
        cut = List.copyOf(cut);
        stuck = List.copyOf(stuck);
    }

    /** True when everything was finished. */
    public boolean isClean() {
        return cut.isEmpty() && undelivered == 0 && stuck.isEmpty();
    }
}
