package dev.enso.timers;

import dev.enso.reactor.Message;
import org.jspecify.annotations.Nullable;

/** A message that may have to wait in an {@link Outbox}; used again and again. */
abstract class Letter implements Message {
    /** For the outbox it waits in. */
    @Nullable Letter next;
}
