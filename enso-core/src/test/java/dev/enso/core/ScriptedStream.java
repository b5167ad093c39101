package dev.enso.core;

import java.util.ArrayList;
import java.util.SplittableRandom;

/**
 * A source that does what the test wrote down, and complains when its reader breaks the state contract. Between messages
 * it may be pending until {@link #outside()} lets it go on.
 */
public final class ScriptedStream<T> implements Stream<T> {
    private enum State {
        OPEN,
        READY,
        ENDED,
        FAILED,
        CLOSED
    }

    private record Step<T>(Polled answer, T message, Exception failure) {}

    /** What the references that {@code tail} hands out share. */
    private static final class Script<T> {
        final java.util.List<Step<T>> steps = new ArrayList<>();
        int at;
        State state = State.OPEN;
        Waker waiting;
        int polls;
        int closes;
        boolean moving;
    }

    private final Script<T> script;
    private boolean dead;

    private ScriptedStream(Script<T> script) {
        this.script = script;
    }

    /** Without further steps it has ended. */
    public static <T> ScriptedStream<T> script() {
        return new ScriptedStream<>(new Script<>());
    }

    /** All messages are there at once. */
    @SafeVarargs
    public static <T> ScriptedStream<T> of(T... messages) {
        ScriptedStream<T> stream = script();
        for (T message : messages) {
            stream.ready(message);
        }
        return stream;
    }

    /** Is pending now and then, before messages and before the end. */
    @SafeVarargs
    public static <T> ScriptedStream<T> halting(long seed, T... messages) {
        var random = new SplittableRandom(seed);
        ScriptedStream<T> stream = script();
        for (T message : messages) {
            while (random.nextInt(3) == 0) {
                stream.pending();
            }
            stream.ready(message);
        }
        return random.nextBoolean() ? stream.pending() : stream;
    }

    public ScriptedStream<T> ready(T message) {
        script.steps.add(new Step<>(Polled.READY, message, null));
        return this;
    }

    public ScriptedStream<T> pending() {
        script.steps.add(new Step<>(Polled.PENDING, null, null));
        return this;
    }

    public ScriptedStream<T> failing(Exception failure) {
        script.steps.add(new Step<>(null, null, failure));
        return this;
    }

    /** From now on each {@code tail} answers another reference, and the one before it is dead. */
    public ScriptedStream<T> moving() {
        script.moving = true;
        return this;
    }

    /** Lets the stream go on when it is pending and somebody waits: wakes the waker of the latest poll. */
    public void outside() {
        Waker waiting = script.waiting;
        if (waiting != null) {
            script.waiting = null;
            script.at++;
            waiting.wake();
        }
    }

    /** How often it was polled. */
    public int polls() {
        return script.polls;
    }

    /** How often it was closed. */
    public int closes() {
        return script.closes;
    }

    /** Does it show a message that nobody has released? */
    public boolean isHeld() {
        return script.state == State.READY;
    }

    /** Does it still know a waker? */
    public boolean isWaitedFor() {
        return script.waiting != null;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        alive("poll");
        script.polls++;
        switch (script.state) {
            case READY:
                return Polled.READY;
            case ENDED:
            case CLOSED:
                return Polled.ENDED;
            case FAILED:
                throw new AssertionError("polled after it had failed");
            default:
                break;
        }
        if (script.at == script.steps.size()) {
            script.state = State.ENDED;
            return Polled.ENDED;
        }
        Step<T> step = script.steps.get(script.at);
        if (step.failure() != null) {
            script.state = State.FAILED;
            throw step.failure();
        }
        if (step.answer() == Polled.PENDING) {
            script.waiting = cx.waker();
        } else {
            script.state = State.READY;
        }
        return step.answer();
    }

    @Override
    public T head() {
        alive("head");
        ready();
        return script.steps.get(script.at).message();
    }

    @Override
    public Stream<T> tail() {
        alive("tail");
        ready();
        script.state = State.OPEN;
        script.at++;
        if (!script.moving) {
            return this;
        }
        dead = true;
        return new ScriptedStream<>(script);
    }

    @Override
    public void close() {
        alive("close");
        script.state = State.CLOSED;
        script.waiting = null;
        script.closes++;
    }

    private void ready() {
        if (script.state != State.READY) {
            throw new IllegalStateException("no head: " + script.state);
        }
    }

    private void alive(String call) {
        if (dead) {
            throw new AssertionError(call + " on a reference that tail has replaced");
        }
    }
}
