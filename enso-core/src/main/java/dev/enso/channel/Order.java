package dev.enso.channel;

/** In which order a receiver sees what was sent. */
public enum Order {
    /** One order for all senders: a message whose offer had returned before another's began is seen first. */
    FIFO,
    /** What one sender sent is seen in its order; between senders anything goes. */
    FIFO_PER_SENDER,
    /** By priority, and first in, first out inside a level. */
    PRIORITY
}
