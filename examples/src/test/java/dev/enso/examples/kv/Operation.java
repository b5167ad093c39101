package dev.enso.examples.kv;

import org.jspecify.annotations.Nullable;

/** One command of a client on one key, as the client saw it. */
final class Operation {
    /** The commands that the model knows. */
    enum Kind {
        SET,
        GET,
        DEL,
        INCR,
        APPEND,
        PEXPIRE,
        PERSIST
    }

    static final long NEVER = Long.MAX_VALUE;

    /** The connection; operations of one are in order. */
    final int client;

    final Kind kind;
    final String key;

    /** What is set or appended; empty otherwise. */
    final String value;

    /** Nanoseconds; 0 for none. */
    final long lifetime;

    /** Before which the command did not begin. */
    final long invoked;

    /** By which it was over; never when nobody heard. */
    long answered = NEVER;

    /** What came back: a value, a number, {@code OK}; null for nil, and while nobody heard. */
    @Nullable String reply;

    Operation(int client, Kind kind, String key, String value, long lifetime, long invoked) {
        this.client = client;
        this.kind = kind;
        this.key = key;
        this.value = value;
        this.lifetime = lifetime;
        this.invoked = invoked;
    }

    boolean isAnswered() {
        return answered != NEVER;
    }

    void answer(long now, @Nullable String what) {
        answered = now;
        reply = what;
    }

    /** The command's words. */
    String[] words() {
        return switch (kind) {
            case SET ->
                lifetime == 0
                        ? new String[] {"SET", key, value}
                        : new String[] {"SET", key, value, "PX", String.valueOf(lifetime / 1_000_000)};
            case APPEND -> new String[] {"APPEND", key, value};
            case PEXPIRE -> new String[] {"PEXPIRE", key, String.valueOf(lifetime / 1_000_000)};
            default -> new String[] {kind.name(), key};
        };
    }

    @Override
    public String toString() {
        return String.join(" ", words()) + " by " + client + " from " + invoked
                + (isAnswered() ? " to " + answered + ": " + reply : ", not answered");
    }
}
