package dev.enso.reactor;

/** A message from a thread outside, on its way through the inbox. */
final class Posted extends Inbound {
    private final Reactor reactor;
    private final Message message;

    Posted(Reactor reactor, Message message) {
        this.reactor = reactor;
        this.message = message;
    }

    @Override
    void arrive() {
        reactor.core().bus().deliver(message);
    }

    @Override
    int admissions() {
        return 1;
    }
}
