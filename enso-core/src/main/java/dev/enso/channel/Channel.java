package dev.enso.channel;

/**
 * Two halves, {@code (rx, tx)}.
 *
 * @param tx the sending half
 * @param rx the receiving half
 * @param account what passed; readable from any thread
 * @param <T> the messages
 */
public record Channel<T>(Sender<T> tx, Receiver<T> rx, Account account) {}
