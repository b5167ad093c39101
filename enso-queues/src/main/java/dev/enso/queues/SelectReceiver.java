package dev.enso.queues;

import dev.enso.channel.Account;
import dev.enso.channel.Receiver;
import dev.enso.core.Context;
import dev.enso.core.Polled;
import dev.enso.core.Stream;

/** One receiving half over the receiving halves of many channels, which never fail. */
final class SelectReceiver<T> implements Receiver<T> {
    private final SelectStream<T> streams;
    private final Account account;
    private final Runnable closing;

    /**
     * @param closing what else there is to close, before the streams are
     */
    SelectReceiver(SelectStream<T> streams, Account account, Runnable closing) {
        this.streams = streams;
        this.account = account;
        this.closing = closing;
    }

    @Override
    public Polled poll(Context cx) {
        try {
            return streams.poll(cx);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a receiver has failed, which none does", e);
        }
    }

    @Override
    public Polled look() {
        return streams.look();
    }

    @Override
    public T head() {
        return streams.head();
    }

    @Override
    public Stream<T> tail() {
        streams.tail();
        return this;
    }

    @Override
    public boolean inPlace() {
        return streams.inPlace();
    }

    @Override
    public int size() {
        return (int) Math.min(Integer.MAX_VALUE, account.resident());
    }

    @Override
    public void close() {
        closing.run();
        streams.close();
    }

    @Override
    public String toString() {
        return "Receiver[" + account + "]";
    }
}
