package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;

/** One connection's input copied to another's output, and its end, whichever kind that is. */
final class Piping implements Future<Long> {
    private final Connection from;
    private final Connection to;
    private final WriteAll copy;

    Piping(Connection from, Connection to) {
        this.from = from;
        this.to = to;
        copy = new WriteAll(to, from.input());
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        try {
            Polled polled = copy.poll(cx);
            if (polled == Polled.READY) {
                to.shutdownOutput();
            }
            return polled;
        } catch (Exception e) {
            // An orderly end would tell either peer that it has had, or given, everything.
            from.abort();
            to.abort();
            throw e;
        }
    }

    @Override
    public Long head() {
        return copy.head();
    }

    @Override
    public Stream<Long> tail() {
        copy.tail();
        return this;
    }

    @Override
    public void close() {
        copy.close();
    }

    @Override
    public String toString() {
        return "Piping[" + from + " to " + to + "]";
    }
}
