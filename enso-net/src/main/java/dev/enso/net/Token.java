package dev.enso.net;

/**
 * Names a registration in the events of a {@link Poll}. The caller picks the value; nothing here gives one a meaning.
 * Two registrations may carry the same token, and their events then look the same.
 *
 * @param value any number
 */
public record Token(long value) {}
