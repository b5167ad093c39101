package dev.enso.examples.chat;

import dev.enso.core.Future;
import dev.enso.net.Connection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everybody who is connected, on one reactor: a line is passed on without a lock, straight from the speaker's input into
 * the outputs of the others.
 */
final class Room {
    private final ArrayList<Member> members = new ArrayList<>();
    private final ByteBuffer line = ByteBuffer.allocateDirect(Member.LONGEST_LINE + 64);
    private int guests;

    /** The task of one who comes. */
    Future<Boolean> serve(Connection connection) {
        Member member = new Member(this, connection, "guest-" + ++guests);
        members.add(member);
        say("* " + member.name() + " has come, we are " + members.size());
        return member;
    }

    void leave(Member member) {
        if (members.remove(member)) {
            say("* " + member.name() + " has gone, we are " + members.size());
        }
    }

    /** A line of one, for all others. */
    void hear(Member speaker, ByteBuffer text) {
        line.clear()
                .put(("<" + speaker.name() + "> ").getBytes(StandardCharsets.UTF_8))
                .put(text)
                .put((byte) '\n')
                .flip();
        pass(speaker);
    }

    private void say(String text) {
        line.clear().put(text.getBytes(StandardCharsets.UTF_8)).put((byte) '\n').flip();
        pass(null);
    }

    private void pass(@Nullable Member except) {
        // A copy, as telling somebody may be the end of that one.
        for (Member member : List.copyOf(members)) {
            if (member != except) {
                member.tell(line.rewind());
            }
        }
    }

    @Override
    public String toString() {
        return "Room[" + members + "]";
    }
}
