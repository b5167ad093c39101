package dev.enso.core;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often it was woken. Any thread may wake it. */
public final class CountingWaker implements Waker {
    private final AtomicInteger wakes = new AtomicInteger();

    @Override
    public void wake() {
        wakes.incrementAndGet();
    }

    public int wakes() {
        return wakes.get();
    }

    public boolean isWoken() {
        return wakes() > 0;
    }
}
