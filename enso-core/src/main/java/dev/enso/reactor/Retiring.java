package dev.enso.reactor;

/**
 * The end of one reactor while the others go on: its services are cancelled, its finite tasks come to their end, and then it
 * stops; at the limit whatever is left is cut off.
 */
final class Retiring extends Inbound implements Poller {
    private final Reactor reactor;
    private final long limit;
    private long deadline;

    Retiring(Reactor reactor, long limit) {
        this.reactor = reactor;
        this.limit = limit;
    }

    @Override
    void arrive() {
        deadline = Nanos.sum(reactor.core().clock().nanoTime(), Math.max(0, limit));
        reactor.tasks.cancelServices();
        reactor.plug(this);
    }

    @Override
    public int poll(long now, int limit) {
        if (!reactor.stopping() && (reactor.isAtRest() || now >= deadline)) {
            reactor.stopSoon();
            return 1;
        }
        return 0;
    }

    /** At once when there is nothing left to wait for. */
    @Override
    public long deadline() {
        return reactor.isAtRest() ? 0 : deadline;
    }

    @Override
    public String toString() {
        return "the end of " + reactor.name();
    }
}
