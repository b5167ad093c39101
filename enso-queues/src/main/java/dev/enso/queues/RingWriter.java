package dev.enso.queues;

import dev.enso.channel.Driver;

/** Takes places in a ring, for one thread that writes it or for many. */
interface RingWriter {
    /**
     * Takes so many places in a row. Whoever has them fills the slots, publishes them and says so by {@link #wrote}.
     *
     * @return the first, or -1 when there is no room for all of them
     */
    long take(int count);

    /** Everything that was taken up to this end is published. */
    void wrote(long end);

    /** Would one message find room now? */
    boolean hasRoom();

    /** Wakes who waits for what was written. */
    void flush();

    /** SPMC when one thread at a time has it, MPSC when it is for any number. */
    Driver driver();
}
