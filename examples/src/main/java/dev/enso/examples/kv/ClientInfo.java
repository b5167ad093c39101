package dev.enso.examples.kv;

import org.jspecify.annotations.Nullable;

/** What CLIENT tells about one connection. */
final class ClientInfo {
    private static final long SECOND = 1_000_000_000;

    private final long id;
    private final String peer;
    private final long since;
    private String name = "";
    private String lastCommand = "NULL";
    private long lastUse;

    /**
     * @param peer its address, as {@code host:port}
     * @param now the reactor's clock, in nanoseconds
     */
    ClientInfo(long id, String peer, long now) {
        this.id = id;
        this.peer = peer;
        this.since = now;
        this.lastUse = now;
    }

    /** The connection's number, never given twice. */
    long id() {
        return id;
    }

    /** Its address, as {@code host:port}. */
    String peer() {
        return peer;
    }

    /** What the client calls itself; empty when it does not. */
    String name() {
        return name;
    }

    void name(String given) {
        name = given;
    }

    void used(@Nullable Command command, long now) {
        lastUse = now;
        if (command != null) {
            lastCommand = command.lowerName();
        }
    }

    /** The connection as a line of CLIENT LIST. */
    String describe(Subscriptions subscriptions, long now) {
        return "id=" + id + " addr=" + peer + " name=" + name + " age=" + (now - since) / SECOND + " idle="
                + (now - lastUse) / SECOND + " flags=" + (subscriptions.count() > 0 ? "P" : "N") + " db=0 sub="
                + subscriptions.channels() + " psub=" + subscriptions.patterns() + " multi=-1 cmd=" + lastCommand
                + " resp=2\n";
    }
}
