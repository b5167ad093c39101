package dev.enso.channel;

/**
 * What passed through a channel. At rest {@code published() == consumed() + dropped() + resident()}; read while others
 * send and receive, the figures are each right for some moment of the call. Any thread may read them.
 */
public interface Account {
    /** Messages accepted since the channel was made. */
    long published();

    /** Messages released by the receiver's {@code tail}. */
    long consumed();

    /** Messages accepted that no receiver will see: still unread when the receiver closed. */
    long dropped();

    /** Messages accepted and neither consumed nor dropped. */
    default long resident() {
        return published() - consumed() - dropped();
    }
}
