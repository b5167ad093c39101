package dev.enso.net;

import dev.enso.reactor.Clock;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;

/** The reactor's clock as Netty reads it. */
record ClockTicker(Clock clock) implements Ticker {
    @Override
    public long initialNanoTime() {
        return 0;
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public void sleep(long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("a reactor doesn't sleep for anybody: schedule a command instead");
    }
}
