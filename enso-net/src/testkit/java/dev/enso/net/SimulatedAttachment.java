package dev.enso.net;

/**
 * A simulated socket being watched, edge-triggered as by epoll: an edge puts it into the selector's list, and what it is
 * ready for is looked up when the list is shown, whatever the edge was. The kernel's bits have its names here.
 */
final class SimulatedAttachment implements Attachment {
    static final int IN = 1;
    static final int OUT = 2;
    static final int BOTH = IN | OUT;
    static final int ERR = 4;
    static final int HUP = 8;
    static final int RDHUP = 16;

    private static final int UNASKED = ERR | HUP | RDHUP;

    private final SimulatedSelector selector;
    private final SimulatedSocket socket;
    private final Node node;
    private int interest;
    private int armed;

    /** Its index among the selector's attachments; -1 once detached. */
    int index;

    /** It is in the selector's list. */
    boolean listed;

    SimulatedAttachment(SimulatedSelector selector, SimulatedSocket socket, int interest, int armed, Node node) {
        this.selector = selector;
        this.socket = socket;
        this.interest = interest;
        this.armed = armed;
        this.node = node;
    }

    @Override
    public void interest(int bits) {
        synchronized (selector.network()) {
            interest = bits;
            armed = bits;
            signal();
        }
    }

    @Override
    public void rearm(int bits) {
        int more = bits & interest & ~armed;
        if (more != 0) {
            synchronized (selector.network()) {
                armed |= more;
                signal();
            }
        }
    }

    @Override
    public void detach() {
        synchronized (selector.network()) {
            if (index >= 0) {
                selector.remove(this);
                socket.attached(null);
            }
        }
    }

    void signal() {
        if (index >= 0) {
            selector.list(this);
        }
    }

    /** Reports what the socket is ready for now, which may be nothing. */
    void show() {
        node.fired(bits(socket.level() & (armed | UNASKED)) & (interest | ~Bits.INTERESTS));
    }

    /** Reports readiness that may not be there. */
    void showFalsely() {
        node.fired(armed & interest);
    }

    private static int bits(int level) {
        int bits = level & BOTH;
        if ((level & RDHUP) != 0) {
            bits |= Bits.READ_CLOSED | Bits.READABLE;
        }
        if ((level & ERR) != 0) {
            bits |= Bits.ERROR | Bits.WRITE_CLOSED | Bits.READABLE | Bits.WRITABLE;
        }
        if ((level & HUP) != 0) {
            bits |= Bits.READ_CLOSED | Bits.WRITE_CLOSED | Bits.READABLE | Bits.WRITABLE;
        }
        return bits;
    }
}
