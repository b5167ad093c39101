package dev.enso.reactor;

/** A message from a thread outside, on its way through the inbox. */
final class Posted extends Inbound {
    private final Reactor reactor;
    private final Message message;
    /** Written by the owner; a sender reads it only after it has seen the reactor stopped. */
    private boolean arrived;

    Posted(Reactor reactor, Message message) {
        this.reactor = reactor;
        this.message = message;
    }

    @Override
    void arrive() {
        arrived = true;
        reactor.core().bus().deliver(message);
    }

    /** Once the reactor has stopped: false when nobody will ever deliver it. */
    boolean hasArrived() {
        return arrived;
    }

    @Override
    int admissions() {
        return 1;
    }
}
