package dev.enso.examples.kv;

import java.util.ArrayDeque;

/** The calls of one reactor's connections, reused. */
final class CallPool {
    private static final int KEEP = 4096;

    private final ArrayDeque<Call> free = new ArrayDeque<>();

    Call take() {
        Call call = free.poll();
        return call == null ? new Call() : call;
    }

    void give(Call call) {
        call.end();
        if (free.size() < KEEP) {
            free.push(call);
        }
    }
}
