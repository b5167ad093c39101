package dev.enso.channel;

/**
 * Two halves, {@code (rx, tx)}.
 *
 * @param tx the sending half
 * @param rx the receiving half
 * @param account what passed; readable from any thread
 * @param properties what the channel promises
 * @param <T> the messages
 */
public record Channel<T>(Sender<T> tx, Receiver<T> rx, Account account, Properties properties) {
    /** Has either side closed? The receiver may still have messages to read. Any thread may ask. */
    public boolean isClosed() {
        return account.isClosed();
    }
}
