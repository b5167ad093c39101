package dev.enso.net;

import java.io.IOException;
import java.util.OptionalInt;

/**
 * A source that code makes ready, on any transport: what is no socket can so wait in the same {@link Poll}. The idea and the
 * names are those of mio 0.6's readiness queue.
 *
 * <pre>{@code
 * Registration registration = new Registration();
 * poll.registry().register(registration, token, Interest.READABLE);
 * SetReadiness queue = registration.setReadiness(); // for the thread that fills it
 * queue.set(Ready.READABLE);
 * }</pre>
 *
 * <p>Registering reports what is set already, as with every source.
 */
public final class Registration implements Source {
    private final UserReadiness readiness = new UserReadiness();
    private final Endpoint endpoint = new Endpoint(readiness, "Registration");
    private final SetReadiness setter = new SetReadiness(readiness);

    /** A source that is ready for nothing yet. */
    public Registration() {}

    /** The other half, for who makes it ready; any thread may have it. */
    public SetReadiness setReadiness() {
        return setter;
    }

    /** None. */
    @Override
    public OptionalInt fd() {
        return OptionalInt.empty();
    }

    @Override
    public boolean isOpen() {
        return endpoint.isOpen();
    }

    @Override
    public void close() throws IOException {
        endpoint.close();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public String toString() {
        return "Registration[" + setter.readiness() + "]";
    }
}
