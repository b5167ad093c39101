package dev.enso.examples.kv;

import dev.enso.core.Waker;

/** The end of one entry: its one timer wakes this. */
final class Expiry implements Waker {
    private final Keyspace keyspace;
    private final Entry entry;

    /** The last millisecond in which the entry is visible, in Unix time. */
    long at;

    /** The timer; 0 when the end is too far off to need one. */
    long alarm;

    Expiry(Keyspace keyspace, Entry entry) {
        this.keyspace = keyspace;
        this.entry = entry;
    }

    Entry entry() {
        return entry;
    }

    @Override
    public void wake() {
        keyspace.expired(this);
    }
}
