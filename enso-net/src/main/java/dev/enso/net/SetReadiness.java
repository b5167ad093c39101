package dev.enso.net;

/** Makes a {@link Registration} ready. Any thread may use it, also before the source is registered and after it closed. */
public final class SetReadiness {
    private final UserReadiness readiness;

    SetReadiness(UserReadiness readiness) {
        this.readiness = readiness;
    }

    /**
     * Sets what the source is ready for, in place of what was set before. Each call is an edge for all that it sets and that
     * is of interest: the poll reports it, and its sleep ends. What is set anew before it was reported is one event, with
     * the readiness of then; {@link Ready#EMPTY} takes back what was not reported. Everything written before is visible to
     * who sees the event.
     */
    public void set(Ready ready) {
        readiness.set(ready.bits);
    }

    /** What was set last. */
    public Ready readiness() {
        return Ready.of(readiness.bits());
    }

    @Override
    public String toString() {
        return "SetReadiness[" + readiness() + "]";
    }
}
