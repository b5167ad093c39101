package dev.enso.bench;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A future that yields a number of times and then waits for the next round; it never ends. Eight classes of it, each with a
 * poll of its own, so that a scheduler's call to the task meets as many receiver types as it does in an application.
 */
abstract class Work implements Future<Boolean> {
    static final int CLASSES = 8;

    private CountDownLatch done;
    private @Nullable Waker waker;
    private int left;

    /**
     * @param started told once it can be used
     */
    Work(CountDownLatch started) {
        done = started;
    }

    static Work of(int which, CountDownLatch started) {
        return switch (which % CLASSES) {
            case 0 -> new Work0(started);
            case 1 -> new Work1(started);
            case 2 -> new Work2(started);
            case 3 -> new Work3(started);
            case 4 -> new Work4(started);
            case 5 -> new Work5(started);
            case 6 -> new Work6(started);
            default -> new Work7(started);
        };
    }

    @Override
    public Boolean head() {
        throw new IllegalStateException("this never is ready");
    }

    @Override
    public Stream<Boolean> tail() {
        throw new IllegalStateException("this never is ready");
    }

    @Override
    public void close() {}

    /** Starts a round, from another thread. Only after it has started, and while no round is under way. */
    final void begin(int yields, CountDownLatch round) {
        left = yields;
        done = round;
        Objects.requireNonNull(waker, "not polled yet").wake();
    }

    final Polled step(Context cx) {
        if (left-- > 0) {
            cx.waker().wake();
        } else {
            left = 0;
            waker = cx.waker();
            done.countDown();
        }
        return Polled.PENDING;
    }

    private static final class Work0 extends Work {
        Work0(CountDownLatch started) {
            super(started);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }

    private static final class Work1 extends Work {
        Work1(CountDownLatch started) {
            super(started);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }

    private static final class Work2 extends Work {
        Work2(CountDownLatch started) {
            super(started);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }

    private static final class Work3 extends Work {
        Work3(CountDownLatch started) {
            super(started);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }

    private static final class Work4 extends Work {
        Work4(CountDownLatch started) {
            super(started);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }

    private static final class Work5 extends Work {
        Work5(CountDownLatch started) {
            super(started);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }

    private static final class Work6 extends Work {
        Work6(CountDownLatch started) {
            super(started);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }

    private static final class Work7 extends Work {
        Work7(CountDownLatch started) {
            super(started);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }
}
