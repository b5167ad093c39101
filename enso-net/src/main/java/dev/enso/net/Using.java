package dev.enso.net;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.CoreContext;
import java.io.IOException;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The task of a source that was handed over: uses it, lists it meanwhile, and closes it. */
final class Using<S extends Source> implements Future<@Nullable Void> {
    private final CoreContext home;
    private final S source;
    private final Future<?> work;
    private final long id;
    private boolean over;

    Using(CoreContext home, S source, BiFunction<? super CoreContext, ? super S, ? extends Future<?>> use) {
        this.home = home;
        this.source = source;
        this.work = Objects.requireNonNull(use.apply(home, source), "use answered null instead of a future");
        Endpoint.of(source).user = this;
        this.id = home.objects().add(RemoteSockets.SOCKET, source.toString(), source);
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (over) {
            return Polled.ENDED;
        }
        return work.poll(cx) == Polled.PENDING ? Polled.PENDING : Polled.READY;
    }

    @Override
    @SuppressWarnings("NullAway") // the type argument says that it is null
    public @Nullable Void head() {
        return null;
    }

    @Override
    public Stream<@Nullable Void> tail() {
        over = true;
        return this;
    }

    /** It did not come to be used: the source goes back. */
    void leave() {
        home.objects().remove(id);
        Endpoint.of(source).user = null;
        work.close();
    }

    @Override
    public void close() {
        over = true;
        home.objects().remove(id);
        try {
            work.close();
        } finally {
            if (Endpoint.of(source).user == this) {
                closeSource();
            }
        }
    }

    private void closeSource() {
        try {
            source.close();
        } catch (IOException e) {
            System.getLogger("dev.enso.net")
                    .log(System.Logger.Level.DEBUG, source + " reported an error while it was closed", e);
        }
    }

    @Override
    public String toString() {
        return "Using[" + source + "]";
    }
}
