package dev.enso.channel;

/**
 * What a channel promises; fixed when it is made.
 *
 * @param backend the name of what keeps the messages
 * @param driver who may send and receive
 * @param bound the most that is resident at once, in messages; for byte pipes in bytes
 * @param order in which order messages arrive
 * @param progress what a stopped thread can do to the others
 * @param overflow what becomes of a message that finds no room
 */
public record Properties(
        String backend, Driver driver, long bound, Order order, Progress progress, Overflow overflow) {}
