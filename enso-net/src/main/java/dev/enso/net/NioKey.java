package dev.enso.net;

/** What is attached to a key of the JDK's selector. */
interface NioKey {
    /** The selector found the key ready for these operations of {@link java.nio.channels.SelectionKey}. */
    void ready(int ops);
}
