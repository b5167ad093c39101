package dev.enso.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * One direction of a simulated connection. Bytes are written at one end, are on their way, arrive in order, and are read at
 * the other end; each offset below counts them from the beginning of the stream.
 *
 * <pre>
 * released ≤ read ≤ arrived ≤ written ≤ released + buffer
 * </pre>
 *
 * {@code released} is what the writer knows of {@code read}. A short read is made by bytes that turn out to be still on
 * their way, a short write by room that turns out to be known only later: so an edge follows, as with the kernel's sockets.
 */
final class Wire {
    private final SimulatedNetwork network;
    private final SimulatedStream from;
    private final SimulatedStream to;
    private final ArrayDeque<ByteBuffer> unread = new ArrayDeque<>();
    private final int buffer;
    private long written;
    private long arrived;
    private long read;
    private long released;

    /** When what was sent last arrives; nothing overtakes it. */
    private long lastArrival;

    private boolean finished;
    private boolean ended;
    private boolean broken;

    /** The writer was refused room: it gets an edge when there is some. */
    private boolean roomWanted;

    private boolean roomHidden;
    private boolean updating;

    Wire(SimulatedNetwork network, SimulatedStream from, SimulatedStream to) {
        this.network = network;
        this.from = from;
        this.to = to;
        this.buffer = network.fate().conditions().bufferBytes();
    }

    /** Nothing arrives before this. */
    void opens(long time) {
        lastArrival = Math.max(lastArrival, time);
    }

    // The writer's end

    /** As the kernel: writable means a third of the buffer. */
    boolean isWritable() {
        return !roomHidden && room() >= Math.max(1, buffer / 3);
    }

    private int room() {
        return (int) (buffer - (written - released));
    }

    int write(ByteBuffer source) throws IOException {
        int room = roomHidden ? 0 : Math.min(room(), source.remaining());
        int moved = room == 0 ? 0 : network.fate().shorten(room);
        if (moved < source.remaining()) {
            roomWanted = true;
        }
        if (moved < room) {
            roomHidden = true;
            network.agenda().after(network.fate().latency(), this::showRoom);
        }
        if (moved > 0) {
            byte[] segment = new byte[moved];
            source.get(segment);
            unread.add(ByteBuffer.wrap(segment));
            written += moved;
            network.counts().written += moved;
            send();
        }
        return moved;
    }

    private void send() {
        if (network.fate().happens(NetworkFault.RESET)) {
            network.agenda().after(network.fate().latency(), () -> {
                from.wasReset("Connection reset by peer");
                to.wasReset("Connection reset by peer");
            });
            return;
        }
        long upTo = written;
        travel(() -> arrive(upTo));
    }

    /** Sends something behind all that was sent before. */
    private void travel(Runnable arrival) {
        long latency = network.fate().latency();
        if (network.fate().happens(NetworkFault.STALL)) {
            latency += network.fate().stall();
        }
        network.mayPartition(from.host(), to.host());
        lastArrival = Math.max(lastArrival, network.agenda().now() + latency);
        network.agenda().at(lastArrival, () -> network.carry(from.host(), to.host(), arrival));
    }

    private void showRoom() {
        roomHidden = false;
        offerRoom();
    }

    private void offerRoom() {
        if (roomWanted && isWritable()) {
            roomWanted = false;
            from.signal();
        }
    }

    /** Nothing more is written. */
    void finish() {
        if (!finished && !broken) {
            finished = true;
            travel(this::end);
        }
    }

    boolean isFinished() {
        return finished;
    }

    // Underway

    private void arrive(long upTo) {
        if (broken) {
            return;
        }
        if (to.isClosed()) {
            network.counts().discarded += drop();
            network.answerByReset(to, from);
            return;
        }
        if (upTo > arrived) {
            arrived = upTo;
            to.signal();
        }
    }

    private void end() {
        if (!broken && !to.isClosed()) {
            arrived = written;
            ended = true;
            to.signal();
        }
    }

    // The reader's end

    boolean isReadable() {
        return arrived > read || ended;
    }

    boolean hasUnread() {
        return arrived > read;
    }

    /** The writer's end has come in. */
    boolean isEnded() {
        return ended;
    }

    /** As {@link StreamSocket#read}. */
    int read(ByteBuffer target) {
        int there = (int) Math.min(arrived - read, target.remaining());
        if (there == 0) {
            return ended && arrived == read ? -1 : 0;
        }
        int moved = ended ? there : network.fate().shorten(there);
        if (moved < there) {
            long upTo = arrived;
            arrived = read + moved;
            network.agenda()
                    .after(network.fate().latency(), () -> network.carry(from.host(), to.host(), () -> arrive(upTo)));
        }
        take(target, moved);
        if (moved > 0 && !updating) {
            updating = true;
            network.agenda()
                    .after(
                            network.fate().conditions().leastLatency(),
                            () -> network.carry(to.host(), from.host(), this::update));
        }
        return moved;
    }

    private void take(ByteBuffer target, int count) {
        int left = count;
        while (left > 0) {
            ByteBuffer segment = unread.getFirst();
            int n = Math.min(left, segment.remaining());
            target.put(target.position(), segment.array(), segment.position(), n);
            target.position(target.position() + n);
            segment.position(segment.position() + n);
            left -= n;
            if (!segment.hasRemaining()) {
                unread.removeFirst();
            }
        }
        read += count;
        network.counts().read += count;
    }

    private void update() {
        updating = false;
        released = read;
        offerRoom();
    }

    // The end

    /** The reader will not read what it has, or what comes. */
    void abandon() {
        network.counts().discarded += drop();
    }

    /**
     * What has not arrived never will.
     *
     * @param keepArrived whether the reader may still read what has
     */
    void breakOff(boolean keepArrived) {
        broken = true;
        if (!keepArrived) {
            long lost = drop();
            network.counts().discarded += lost;
            // An end that stood behind them would say that everything was heard; its place is taken by the reset.
            ended &= lost == 0;
            return;
        }
        long lost = written - arrived;
        network.counts().discarded += lost;
        written = arrived;
        long keep = arrived - read;
        ArrayDeque<ByteBuffer> kept = new ArrayDeque<>();
        for (ByteBuffer segment : unread) {
            int n = (int) Math.min(keep, segment.remaining());
            if (n > 0) {
                kept.add(segment.limit(segment.position() + n));
                keep -= n;
            }
        }
        unread.clear();
        unread.addAll(kept);
    }

    /** Forgets everything unread; answers how many bytes that were. */
    private long drop() {
        long lost = written - read;
        unread.clear();
        read = written;
        arrived = written;
        released = written;
        return lost;
    }

    /** Bytes written, and neither read nor dropped. */
    long resident() {
        return written - read;
    }

    long lastArrival() {
        return lastArrival;
    }
}
