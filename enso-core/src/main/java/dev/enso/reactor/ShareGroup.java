package dev.enso.reactor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A group of tasks that share the reactor's time as one, under the fair discipline. Groups nest: what a group gets is
 * divided among its tasks and the groups inside it, in proportion to their shares, and what one doesn't use the others get.
 * A name for a place and not the place itself: the same object serves all reactors, each of which keeps accounts of its
 * own. Immutable; any thread.
 */
public final class ShareGroup {
    private final @Nullable ShareGroup parent;
    private final String name;
    private final int share;

    private ShareGroup(@Nullable ShareGroup parent, String name, int share) {
        this.parent = parent;
        this.name = Objects.requireNonNull(name, "name");
        this.share = TaskOptions.requireShare(share);
    }

    /**
     * A group beside the tasks that are in none.
     *
     * @param share from 1 to 10,000; a task has 100 unless told otherwise
     * @throws IllegalArgumentException for another share
     */
    public static ShareGroup of(String name, int share) {
        return new ShareGroup(null, name, share);
    }

    /**
     * A group inside this one.
     *
     * @throws IllegalArgumentException when the share is not from 1 to 10,000
     */
    public ShareGroup group(String name, int share) {
        return new ShareGroup(this, name, share);
    }

    /** The group around it, or null. */
    public @Nullable ShareGroup parent() {
        return parent;
    }

    /** Its name, with those of the groups around it before it. */
    public String name() {
        return parent == null ? name : parent.name() + "/" + name;
    }

    /** Its share beside its siblings. */
    public int share() {
        return share;
    }

    @Override
    public String toString() {
        return name() + "(" + share + ")";
    }
}
