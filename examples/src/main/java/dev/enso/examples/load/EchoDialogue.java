package dev.enso.examples.load;

import java.nio.ByteBuffer;

/** Messages of one size that come back as they were sent. */
public final class EchoDialogue implements Dialogue {
    private final byte[] message;

    /**
     * @param size of a message, in bytes; at least 1
     */
    public EchoDialogue(int size) {
        message = new byte[size];
        for (int i = 0; i < size; i++) {
            message[i] = (byte) ('a' + i % 26);
        }
    }

    @Override
    public int requestLimit() {
        return message.length;
    }

    @Override
    public void ask(ByteBuffer target) {
        target.put(message);
    }

    @Override
    public int answers(ByteBuffer source) throws WrongAnswerException {
        int count = source.remaining() / message.length;
        int end = source.position() + count * message.length;
        for (int at = source.position(); at < end; at += message.length) {
            if (source.get(at) != message[0] || source.get(at + message.length - 1) != message[message.length - 1]) {
                throw new WrongAnswerException("the server sent back something else than it was sent");
            }
        }
        source.position(end);
        return count;
    }
}
