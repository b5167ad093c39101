package dev.enso.examples.load;

import java.nio.ByteBuffer;

/** What a client says, and how it recognizes an answer. One instance a connection; used by its task alone. */
public interface Dialogue {
    /** The longest request, in bytes. */
    int requestLimit();

    /** Writes the next request, of at most {@link #requestLimit()} bytes. */
    void ask(ByteBuffer target);

    /**
     * Looks for answers, in the order of the requests, and takes the bytes of the complete ones from the buffer.
     *
     * @return how many were complete
     * @throws WrongAnswerException when what came is no answer
     */
    int answers(ByteBuffer source) throws WrongAnswerException;
}
