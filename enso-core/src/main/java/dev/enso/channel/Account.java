package dev.enso.channel;

/**
 * What passed through a channel. At rest {@code published() == consumed() + dropped() + resident()}; read while others
 * send and receive, the figures are each right for some moment of the call. At rest means that no call is under way, and
 * that what was appended is flushed. Any thread may read them.
 */
public interface Account {
    /** Messages accepted since the channel was made, and those that were dropped at once because there was no room. */
    long published();

    /** Messages released by the receiver's {@code tail}. */
    long consumed();

    /**
     * Messages never released by {@code tail}: because the receiver closed or had ended (unread ones, and a head that was
     * shown and not released), or because the channel's {@link Overflow} gave them up.
     */
    long dropped();

    /** Has either side closed? */
    boolean isClosed();

    /** Messages accepted and neither consumed nor dropped; never negative. */
    default long resident() {
        long gone = consumed() + dropped(); // first: what is counted here was published before
        return Math.max(0, published() - gone);
    }
}
