package dev.enso.reactor;

/** Tells a reactor's failure handler, and survives it: telling never throws what the handler or a {@code toString} throws. */
final class Failures {
    private final Reactor reactor;
    private final FailureHandler handler;

    Failures(Reactor reactor, FailureHandler handler) {
        this.reactor = reactor;
        this.handler = handler;
    }

    /** The owner, or anybody once the reactor has stopped. */
    void tell(String what, Throwable failure) {
        try {
            handler.failed(reactor, what, failure);
        } catch (Throwable second) {
            if (second != failure) {
                second.addSuppressed(failure);
            }
            log("the failure handler, while it was told of " + what + ",", second);
        }
    }

    /** Logging fails too when the process is out of memory or of file descriptors; the reactor goes on even so. */
    private void log(String what, Throwable failure) {
        try {
            FailureHandler.logging().failed(reactor, what, failure);
        } catch (Throwable third) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        }
    }

    /** The same for something of the user's that has to be described first. */
    void tell(String kind, Object who, Throwable failure) {
        tell(kind + " " + describe(who), failure);
    }

    private static String describe(Object who) {
        try {
            return String.valueOf(who);
        } catch (Throwable failure) {
            return who.getClass().getName() + " (its toString throws "
                    + failure.getClass().getName() + ")";
        }
    }
}
