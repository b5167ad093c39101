package dev.enso.net;

/** The events of poll(2) on Linux, which epoll and io_uring have too, and what they are in {@link Bits}. */
final class PollEvents {
    static final int IN = 0x001;
    static final int PRI = 0x002;
    static final int OUT = 0x004;
    static final int ERR = 0x008;
    static final int HUP = 0x010;
    static final int RDHUP = 0x2000;

    private PollEvents() {}

    static int bits(int events) {
        int bits = 0;
        if ((events & IN) != 0) {
            bits |= Bits.READABLE;
        }
        if ((events & OUT) != 0) {
            bits |= Bits.WRITABLE;
        }
        if ((events & PRI) != 0) {
            bits |= Bits.PRIORITY | Bits.READABLE;
        }
        if ((events & RDHUP) != 0) {
            bits |= Bits.READ_CLOSED | Bits.READABLE;
        }
        // Who looks only for readable and writable has to hear of these too.
        if ((events & ERR) != 0) {
            bits |= Bits.ERROR | Bits.WRITE_CLOSED | Bits.READABLE | Bits.WRITABLE;
        }
        if ((events & HUP) != 0) {
            bits |= Bits.READ_CLOSED | Bits.WRITE_CLOSED | Bits.READABLE | Bits.WRITABLE;
        }
        return bits;
    }
}
