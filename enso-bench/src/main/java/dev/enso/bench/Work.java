package dev.enso.bench;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;

/**
 * A future that yields a number of times and then ends. Eight classes of it, each with a poll of its own, so that a
 * scheduler's call to the task meets as many receiver types as it does in an application.
 */
abstract class Work implements Future<Boolean> {
    static final int CLASSES = 8;

    int left;
    private boolean over;

    Work(int yields) {
        left = yields;
    }

    static Work of(int which, int yields) {
        return switch (which % CLASSES) {
            case 0 -> new Work0(yields);
            case 1 -> new Work1(yields);
            case 2 -> new Work2(yields);
            case 3 -> new Work3(yields);
            case 4 -> new Work4(yields);
            case 5 -> new Work5(yields);
            case 6 -> new Work6(yields);
            default -> new Work7(yields);
        };
    }

    @Override
    public Boolean head() {
        return Boolean.TRUE;
    }

    @Override
    public Stream<Boolean> tail() {
        over = true;
        return this;
    }

    @Override
    public void close() {
        over = true;
    }

    final Polled step(Context cx) {
        if (left-- > 0) {
            cx.waker().wake();
            return Polled.PENDING;
        }
        return over ? Polled.ENDED : Polled.READY;
    }

    private static final class Work0 extends Work {
        Work0(int yields) {
            super(yields);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }

    private static final class Work1 extends Work {
        Work1(int yields) {
            super(yields);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }

    private static final class Work2 extends Work {
        Work2(int yields) {
            super(yields);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }

    private static final class Work3 extends Work {
        Work3(int yields) {
            super(yields);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }

    private static final class Work4 extends Work {
        Work4(int yields) {
            super(yields);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }

    private static final class Work5 extends Work {
        Work5(int yields) {
            super(yields);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }

    private static final class Work6 extends Work {
        Work6(int yields) {
            super(yields);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }

    private static final class Work7 extends Work {
        Work7(int yields) {
            super(yields);
        }

        @Override
        public Polled poll(Context cx) {
            return step(cx);
        }
    }
}
