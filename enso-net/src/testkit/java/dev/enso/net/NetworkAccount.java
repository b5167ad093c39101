package dev.enso.net;

/**
 * What a simulated network has seen so far. It balances: what was written is read, discarded, or still in the network; what
 * was begun is over or open.
 *
 * @param begun connections somebody began to open
 * @param accepted those that a listener's owner got
 * @param over those whose ends are both closed, and attempts that were closed
 * @param open those that are not over
 * @param waiting those of them that wait in a backlog
 * @param resets ends that saw a reset
 * @param refused attempts that were refused
 * @param written bytes that writers handed over
 * @param read bytes that readers got
 * @param discarded bytes that were lost, or dropped by a reader that closed
 * @param resident bytes that are on their way or unread
 * @param datagramsSent datagrams that were handed over, and the second of those that came twice
 * @param datagramsReceived those that somebody got
 * @param datagramsLost those that didn't arrive, or that nobody received
 * @param datagramsResident those that are on their way or unread
 * @param files descriptors of sockets and selectors that are open on all hosts
 */
public record NetworkAccount(
        long begun,
        long accepted,
        long over,
        long open,
        long waiting,
        long resets,
        long refused,
        long written,
        long read,
        long discarded,
        long resident,
        long datagramsSent,
        long datagramsReceived,
        long datagramsLost,
        long datagramsResident,
        long files) {
    /** Whether nothing and nobody was forgotten. */
    public boolean balances() {
        return written == read + discarded + resident
                && begun == over + open
                && datagramsSent == datagramsReceived + datagramsLost + datagramsResident;
    }

    /** Whether everything is closed, and nothing is left. */
    public boolean isEmpty() {
        return balances() && open == 0 && waiting == 0 && resident == 0 && datagramsResident == 0 && files == 0;
    }

    /** The numbers while they change. */
    static final class Counts {
        long begun;
        long accepted;
        long over;
        long resets;
        long refused;
        long written;
        long read;
        long discarded;
        long datagramsSent;
        long datagramsReceived;
        long datagramsLost;
        long datagramsUnderway;
    }
}
