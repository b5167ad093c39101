package dev.enso.reactor;

/**
 * The answer of a reactor, or of its object table, that does not do what it was asked. The message names the object, its
 * kind, its owner, what was missing, and what helps.
 */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why. */
    public enum Reason {
        /** The object has gone; the id will never be given to another. */
        STALE,
        /** There never was such a name, or such an id. */
        UNKNOWN,
        /** The object is of another kind. */
        KIND,
        /** The right to do it is missing. */
        RIGHTS,
        /** It lies outside of the object's range. */
        RANGE,
        /** The object belongs to another reactor. */
        OWNER,
        /** The name belongs to another object. */
        TAKEN,
        /** There is no room, now. */
        FULL,
        /** The reactor has stopped, or will take nothing more. */
        CLOSED,
        /** Nobody serves this verb there, or not for such an object. */
        UNSUPPORTED,
        /** The clock has gone back further than the policy bridges. */
        CLOCK
    }

    private final Reason reason;

    /**
     * A refusal. For handlers of verbs.
     *
     * @param message what was asked, of whom, why not, and what to do instead
     */
    public Refused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why, for programs. */
    public Reason reason() {
        return reason;
    }

    static Refused closed(String reactor, Object what) {
        return new Refused(
                Reason.CLOSED,
                reactor + " has stopped and answers no more: " + what
                        + "; ask another reactor, or start this one again with InterCore.start");
    }
}
