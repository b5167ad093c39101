package dev.enso.reactor;

import org.jspecify.annotations.Nullable;

/** The way home of an answer that takes its time; on the thread of the reactor that serves. */
interface Reply<A extends @Nullable Object> {
    /** What the answer will be. */
    void set(A answer);

    /** Sends it. */
    void settle();

    /** Sends a failure instead. */
    void fail(Throwable why);

    /** Sends it when everything was handled that is in the inbox now. */
    void afterInbox(CoreContext at);
}
