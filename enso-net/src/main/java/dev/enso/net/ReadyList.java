package dev.enso.net;

import org.jspecify.annotations.Nullable;

/** Registrations with something to report, in the order in which they became ready. Linked through the nodes. */
final class ReadyList {
    private @Nullable Node head;
    private @Nullable Node tail;

    boolean isEmpty() {
        return head == null;
    }

    void add(Node node) {
        Node before = tail;
        node.before = before;
        if (before == null) {
            head = node;
        } else {
            before.after = node;
        }
        tail = node;
    }

    void remove(Node node) {
        Node before = node.before;
        Node after = node.after;
        if (before == null) {
            head = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            tail = before;
        } else {
            after.before = before;
        }
        node.before = null;
        node.after = null;
    }

    @Nullable Node first() {
        return head;
    }
}
