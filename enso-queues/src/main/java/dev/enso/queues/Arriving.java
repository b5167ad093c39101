package dev.enso.queues;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.CoreContext;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** An answer, and what the reactor that asked does with it when it comes: in the poll that finds it, once. */
final class Arriving<A, R> implements Future<R> {
    private final Future<A> asked;
    private final BiFunction<? super CoreContext, ? super A, ? extends R> receive;
    private final BiConsumer<? super CoreContext, ? super R> discard;
    private @Nullable CoreContext home;
    private @Nullable R received;

    /**
     * @param discard what becomes of an answer that came and was not taken
     */
    Arriving(
            Future<A> asked,
            BiFunction<? super CoreContext, ? super A, ? extends R> receive,
            BiConsumer<? super CoreContext, ? super R> discard) {
        this.asked = asked;
        this.receive = receive;
        this.discard = discard;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (received != null) {
            return Polled.READY;
        }
        Polled polled = asked.poll(cx);
        if (polled == Polled.READY) {
            CoreContext here = cx.service(CoreContext.class);
            home = here;
            received = receive.apply(here, asked.head());
            asked.tail();
        }
        return polled;
    }

    @Override
    public R head() {
        R ready = received;
        if (ready == null) {
            throw new IllegalStateException("there is no answer: poll until READY first");
        }
        return ready;
    }

    @Override
    public Stream<R> tail() {
        head();
        received = null;
        return this;
    }

    @Override
    public void close() {
        R untaken = received;
        CoreContext here = home;
        received = null;
        asked.close();
        if (untaken != null && here != null) {
            discard.accept(here, untaken);
        }
    }

    @Override
    public String toString() {
        return asked.toString();
    }
}
