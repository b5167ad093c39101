package dev.enso.channel;

/** A subscriber under {@link Lag#EVICT} was too slow and has lost its place. It sees no more; subscribe anew to go on. */
public final class EvictedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long position;
    private final long published;

    /**
     * Tells what was missed.
     *
     * @param subscriber its name
     * @param position the sequence of the first message that it will not see
     * @param published how many messages were published when it was evicted
     */
    public EvictedException(String subscriber, long position, long published) {
        super(subscriber + " was evicted at message " + position + ", " + (published - position) + " behind "
                + published + " published: subscribe anew, read faster, or take Lag.SKIP or Lag.GATE");
        this.position = position;
        this.published = published;
    }

    /** The sequence of the first message that the subscriber will not see. */
    public long position() {
        return position;
    }

    /** How many messages were published when it was evicted. */
    public long published() {
        return published;
    }
}
