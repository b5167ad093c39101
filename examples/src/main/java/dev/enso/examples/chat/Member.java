package dev.enso.examples.chat;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Connection;
import dev.enso.net.FrameTooLongException;
import dev.enso.net.Framing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One who is in a room, and the task that hears what this one says. Who reads slower than the others speak loses whole lines,
 * those that don't fit into the output any more, and is told how many; nobody else waits, and memory is bounded.
 */
final class Member implements Future<Boolean> {
    /** In bytes; who sends more without an end is not understood, and cut off. */
    static final int LONGEST_LINE = 1024;

    private static final System.Logger LOG = System.getLogger("dev.enso.examples");

    private final Room room;
    private final Connection connection;
    private final String name;
    private final Stream<ByteBuffer> lines;
    private long missed;
    private boolean over;

    Member(Room room, Connection connection, String name) {
        this.room = room;
        this.connection = connection;
        this.name = name;
        lines = connection.frames(Framing.lines(LONGEST_LINE));
    }

    String name() {
        return name;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        try {
            Polled polled;
            while ((polled = lines.poll(cx)) == Polled.READY) {
                if (lines.head().hasRemaining()) {
                    room.hear(this, lines.head());
                }
                lines.tail();
                if (!cx.spend()) {
                    return Polled.PENDING;
                }
            }
            over = polled == Polled.ENDED;
        } catch (FrameTooLongException e) {
            tell(StandardCharsets.UTF_8.encode("* a line has at most " + LONGEST_LINE + " bytes: good bye\n"));
            over = true;
        }
        return over ? Polled.READY : Polled.PENDING;
    }

    /** The whole line, or nothing of it. */
    void tell(ByteBuffer line) {
        try {
            if (missed > 0 && add(notice())) {
                missed = 0;
            }
            if (missed > 0 || !add(line)) {
                missed++;
            }
        } catch (IOException e) {
            // This one's own task finds that out as well, and ends.
            LOG.log(System.Logger.Level.DEBUG, () -> name + " can't be told anything any more", e);
        }
    }

    private ByteBuffer notice() {
        return StandardCharsets.UTF_8.encode("* you read too slowly and have missed " + missed + " lines\n");
    }

    private boolean add(ByteBuffer text) throws IOException {
        ByteBuffer out = connection.out(text.remaining());
        if (!out.hasRemaining()) {
            return false;
        }
        out.put(text);
        return true;
    }

    @Override
    public Boolean head() {
        requireOver();
        return true;
    }

    @Override
    public Stream<Boolean> tail() {
        requireOver();
        return this;
    }

    private void requireOver() {
        if (!over) {
            throw new IllegalStateException(this + " is still here: poll until READY first");
        }
    }

    @Override
    public void close() {
        lines.close();
        room.leave(this);
    }

    @Override
    public String toString() {
        return "Member[" + name + ", " + connection + ", missed " + missed + "]";
    }
}
