package dev.enso.net;

/**
 * How the files of one reactor are worked on: what a facility of the system has to supply. Everything here is called on the
 * reactor's thread. Order is no concern of a port: of one file it has one operation at a time.
 */
interface DiskPort {
    /** {@code pool} or {@code io_uring}. */
    String name();

    /**
     * Does the next step of an operation. When it is done, at once or later, {@link DiskFile#stepped} is called, on the
     * reactor's thread and never from within this call, and {@link DiskOp#answer} or {@link DiskOp#failure} is set.
     */
    void start(DiskOp op);

    /**
     * Hands back what is done.
     *
     * @return how many that were, at most the limit
     */
    int poll(int limit);

    /** {@link dev.enso.reactor.Poller#NOW} while something can be handed back, otherwise NEVER. */
    long deadline();

    /** The reactor stops: what is under way is given up, and files that are still open are closed. */
    void close(Iterable<DiskFile> open);
}
