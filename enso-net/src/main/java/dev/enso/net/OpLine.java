package dev.enso.net;

import org.jspecify.annotations.Nullable;

/** Operations in the order in which they came, linked by {@link DiskOp#next}. */
final class OpLine {
    private @Nullable DiskOp first;
    private @Nullable DiskOp last;

    void add(DiskOp op) {
        op.next = null;
        DiskOp end = last;
        if (end == null) {
            first = op;
        } else {
            end.next = op;
        }
        last = op;
    }

    /** Takes the first; null when there is none. */
    @Nullable DiskOp poll() {
        DiskOp op = first;
        if (op != null) {
            first = op.next;
            op.next = null;
            if (first == null) {
                last = null;
            }
        }
        return op;
    }

    boolean isEmpty() {
        return first == null;
    }
}
