package dev.enso.net;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;

/** A selector of the simulated network. Guarded by the network, except what is said otherwise. */
final class SimulatedSelector implements Selector {
    private final SimulatedPort port;
    private final SimulatedNetwork network;
    private final Rest rest;

    /** All attachments, in no order that means anything. */
    private final ArrayList<SimulatedAttachment> attachments = new ArrayList<>();

    /** Those with an edge, the oldest first. */
    private final ArrayDeque<SimulatedAttachment> edges = new ArrayDeque<>();

    /** Somebody sleeps, and a wake-up is for him. */
    private boolean asleep;

    private boolean woken;
    private boolean closed;

    SimulatedSelector(SimulatedPort port, Rest rest) {
        this.port = port;
        this.network = port.network();
        this.rest = rest;
    }

    SimulatedNetwork network() {
        return network;
    }

    @Override
    public Attachment attach(PortSocket socket, int interest, int armed, Node node) throws IOException {
        if (!(socket instanceof SimulatedSocket simulated) || simulated.network() != network) {
            throw Failures.otherTransport(socket, "a simulated network");
        }
        if (((interest | armed) & Bits.PRIORITY) != 0) {
            throw Failures.noPriority("The simulated network");
        }
        synchronized (network) {
            if (simulated.isAttached()) {
                throw new IllegalStateException(simulated + " is watched by a selector already");
            }
            SimulatedAttachment attachment = new SimulatedAttachment(this, simulated, interest, armed, node);
            attachment.index = attachments.size();
            attachments.add(attachment);
            simulated.attached(attachment);
            attachment.signal();
            return attachment;
        }
    }

    void remove(SimulatedAttachment attachment) {
        SimulatedAttachment last = attachments.remove(attachments.size() - 1);
        if (last != attachment) {
            attachments.set(attachment.index, last);
            last.index = attachment.index;
        }
        attachment.index = -1;
        if (attachment.listed) {
            attachment.listed = false;
            edges.remove(attachment);
        }
    }

    void list(SimulatedAttachment attachment) {
        if (!attachment.listed) {
            attachment.listed = true;
            edges.add(attachment);
            rest.stirred();
        }
    }

    @Override
    public void selectNow() {
        synchronized (network) {
            network.pass();
            show();
        }
    }

    @Override
    public void select(Sleep sleep) {
        synchronized (network) {
            asleep = true;
        }
        // Not under the lock, as others may have to get in before it is answered.
        boolean canBlock = sleep.canBlock();
        synchronized (network) {
            network.pass();
            if (canBlock && !isStirred() && !network.fate().happens(NetworkFault.INTERRUPT)) {
                rest.sleep(this, sleep);
            } else {
                sleepIsOver();
            }
        }
    }

    /** Somebody goes on after a sleep. */
    void sleepIsOver() {
        synchronized (network) {
            asleep = false;
            woken = false;
            network.pass();
            show();
        }
    }

    /** Shows edges, as many as fate wants. */
    private void show() {
        int room = edges.size();
        if (room > 1 && network.fate().happens(NetworkFault.FEW_EVENTS)) {
            room = 1 + network.fate().choose(room - 1, "net: events shown");
        }
        for (; room > 0; room--) {
            SimulatedAttachment attachment = edges.remove();
            attachment.listed = false;
            if (network.fate().happens(NetworkFault.LATE_EVENT)) {
                network.agenda().after(network.fate().latency(), attachment::signal);
            } else {
                attachment.show();
            }
        }
        if (!attachments.isEmpty() && network.fate().happens(NetworkFault.SPURIOUS_EVENT)) {
            attachments
                    .get(network.fate().choose(attachments.size(), "net: whose event is spurious"))
                    .showFalsely();
        }
    }

    /** Whether a look would show something, or a sleeper was woken. */
    boolean isStirred() {
        return woken || !edges.isEmpty();
    }

    @Override
    public void wakeup() {
        synchronized (network) {
            woken |= asleep;
            rest.stirred();
        }
    }

    @Override
    public void close() {
        synchronized (network) {
            if (!closed) {
                closed = true;
                port.giveBack();
            }
        }
    }
}
