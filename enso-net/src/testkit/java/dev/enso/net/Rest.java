package dev.enso.net;

/** What it is to sleep in a selector of a simulated network. Called with the network locked. */
interface Rest {
    /**
     * Lets time pass until the selector is stirred, or the sleep's deadline, or less; then calls {@link
     * SimulatedSelector#sleepIsOver}, perhaps only after it has returned.
     */
    void sleep(SimulatedSelector selector, Sleep sleep);

    /** There is something for the selector to show, or it was woken; perhaps nobody sleeps there. */
    void stirred();
}
