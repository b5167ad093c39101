package dev.enso.reactor;

/** The production inbox, with a place before a push at which others may run. */
final class SimulatedInbox extends Inbox {
    private final SimulatedHost host;

    SimulatedInbox(SimulatedHost host) {
        this.host = host;
    }

    /** The compare-and-set is a full fence. */
    @Override
    void push(Inbound element) {
        host.director.between("is about to push into an inbox");
        host.fence();
        super.push(element);
    }
}
