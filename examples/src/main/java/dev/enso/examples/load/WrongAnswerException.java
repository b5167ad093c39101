package dev.enso.examples.load;

import java.io.IOException;

/** The server has answered what it should not. */
public final class WrongAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what came, and what was expected
     */
    public WrongAnswerException(String message) {
        super(message);
    }
}
