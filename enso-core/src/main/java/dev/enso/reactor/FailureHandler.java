package dev.enso.reactor;

/** Hears of everything that failed on a reactor and has nobody else to tell. Called on the reactor's thread. */
@FunctionalInterface
public interface FailureHandler {
    /**
     * @param reactor where it happened
     * @param what the task, message or poller that failed, by name
     * @param failure what it threw; also an {@link Error}: the task is over, the reactor goes on
     */
    void failed(Reactor reactor, String what, Throwable failure);

    /** Logs at ERROR with the stack, through {@link System.Logger} {@code dev.enso.reactor}. */
    static FailureHandler logging() {
        System.Logger log = System.getLogger("dev.enso.reactor");
        return (reactor, what, failure) ->
                log.log(System.Logger.Level.ERROR, () -> what + " failed on " + reactor.name(), failure);
    }
}
