package dev.enso.timers;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Logs what wakers threw: the failure handler of those who give none. */
final class LoggedFailures implements Consumer<Throwable> {
    private final Logger logger = System.getLogger("dev.enso.timers");

    @Override
    public void accept(Throwable failure) {
        logger.log(
                Level.WARNING,
                "A waker threw when its timer fired; the other timers go on. Give the wheel a failure handler to treat this"
                        + " yourself.",
                failure);
    }
}
