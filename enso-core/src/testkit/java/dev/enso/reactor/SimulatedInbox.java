package dev.enso.reactor;

/** The production inbox, with a place in the middle of a push at which others may run. */
final class SimulatedInbox extends Inbox {
    private final SimulatedHost host;

    SimulatedInbox(SimulatedHost host) {
        this.host = host;
    }

    /** The exchange is a full fence. */
    @Override
    void push(Inbound element) {
        host.director.between("is about to push into an inbox");
        host.fence();
        Inbound previous = exchange(element);
        host.director.between("is half way in an inbox");
        link(previous, element);
    }
}
