package dev.enso.queues;

import dev.enso.channel.Account;

/** What senders wait for: a queue that has room, or is empty. */
interface Awaited extends Account {
    /** Who waits. */
    WaitingSenders senders();

    /** After publishing and a full fence: wakes who waits for messages. */
    void ring();
}
