package dev.enso.net;

import org.jspecify.annotations.Nullable;

/**
 * One registration: who hears of a source, and what was reported and not yet delivered. A stale report can't reach a later
 * registration, because each has a node of its own and a node is unlinked when its registration ends.
 */
final class Node {
    final Registry registry;
    private final ReadyList list;

    /**
     * Who hears of it: a {@link Token}, the name in events; a {@link Readiness}, what tasks wait on; or a {@link Guest}. One
     * field for the three, since each connection has one of these.
     */
    @Nullable Object listener;

    /** Null for a waker, for a guest, and once detached. */
    @Nullable Attachment attachment;

    /** Key in the registry's table; 0 for a waker or a guest, which aren't in it. */
    final long id;

    @Nullable Node before;

    @Nullable Node after;

    /** Reported and not delivered; the node is in its list exactly while this isn't 0. */
    private int pending;

    Node(Registry registry, ReadyList list, long id) {
        this.registry = registry;
        this.list = list;
        this.id = id;
    }

    /** A port reports readiness, on the polling thread. */
    void fired(int bits) {
        if (bits != 0) {
            if (pending == 0) {
                list.add(this);
            }
            pending |= bits;
        }
    }

    /** Takes what was reported, and leaves the list. */
    int take() {
        int bits = pending;
        drop(Bits.ALL);
        return bits;
    }

    /** Forgets what was reported of these bits. */
    void drop(int bits) {
        if (pending != 0) {
            pending &= ~bits;
            if (pending == 0) {
                list.remove(this);
            }
        }
    }

    void rearm(int bits) {
        Attachment attached = attachment;
        if (attached != null) {
            attached.rearm(bits);
        }
    }
}
