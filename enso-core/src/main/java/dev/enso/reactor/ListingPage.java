package dev.enso.reactor;

import java.util.List;

/**
 * Part of what a reactor's table and its tasks hold: as much as is found in a bounded time.
 *
 * @param objects what was found; may be none although more follow
 * @param next where the next page begins
 * @param isLast whether nothing follows
 */
public record ListingPage(List<ObjectInfo> objects, int next, boolean isLast) {
    /** Slots that are looked at for one page. */
    static final int SLOTS = 256;

    /** Copies the list. */
    public ListingPage {
        objects = List.copyOf(objects);
    }
}
