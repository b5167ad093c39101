package dev.enso.queues;

/**
 * A ring that a reactor made for another.
 *
 * @param <P> what writes to it
 */
public final class RemoteRing<P> {
    private final long id;
    private final P publisher;
    private final Runnable close;

    RemoteRing(long id, P publisher, Runnable close) {
        this.id = id;
        this.publisher = publisher;
        this.close = close;
    }

    /** Its id in the table of the reactor that made it. */
    public long id() {
        return id;
    }

    /** What writes to it: one thread at a time. */
    public P publisher() {
        return publisher;
    }

    /** Ends the stream of every cursor in order, and takes the ring out of the table it stands in; any thread. */
    public void close() {
        close.run();
    }

    @Override
    public String toString() {
        return "RemoteRing[" + Long.toHexString(id) + ", " + publisher + "]";
    }
}
