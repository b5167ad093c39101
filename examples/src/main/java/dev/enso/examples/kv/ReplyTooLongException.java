package dev.enso.examples.kv;

/** A reply that no array can hold, such as an MGET of several of the largest values. */
final class ReplyTooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplyTooLongException(long size) {
        super("a reply of " + size + " bytes is more than the server can buffer; ask for fewer or smaller values");
    }
}
