package dev.enso.reactor;

/** Tells a reactor that another has ended and its place is taken by a new one: its lanes are not looked at any more. */
final class Farewell extends Inbound {
    private final Reactor reactor;
    private final Reactor ended;

    Farewell(Reactor reactor, Reactor ended) {
        this.reactor = reactor;
        this.ended = ended;
    }

    @Override
    void arrive() {
        reactor.core().bus().forget(ended);
    }
}
