package dev.enso.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/** {@link Work} for executors: a command that hands itself in again. Eight classes of it as well. */
abstract class Command implements Runnable {
    private final Executor executor;
    private final CountDownLatch done;
    private int left;

    Command(Executor executor, int yields, CountDownLatch done) {
        this.executor = executor;
        this.left = yields;
        this.done = done;
    }

    static Command of(int which, Executor executor, int yields, CountDownLatch done) {
        return switch (which % Work.CLASSES) {
            case 0 -> new Command0(executor, yields, done);
            case 1 -> new Command1(executor, yields, done);
            case 2 -> new Command2(executor, yields, done);
            case 3 -> new Command3(executor, yields, done);
            case 4 -> new Command4(executor, yields, done);
            case 5 -> new Command5(executor, yields, done);
            case 6 -> new Command6(executor, yields, done);
            default -> new Command7(executor, yields, done);
        };
    }

    final void step() {
        if (left-- > 0) {
            executor.execute(this);
        } else {
            done.countDown();
        }
    }

    private static final class Command0 extends Command {
        Command0(Executor executor, int yields, CountDownLatch done) {
            super(executor, yields, done);
        }

        @Override
        public void run() {
            step();
        }
    }

    private static final class Command1 extends Command {
        Command1(Executor executor, int yields, CountDownLatch done) {
            super(executor, yields, done);
        }

        @Override
        public void run() {
            step();
        }
    }

    private static final class Command2 extends Command {
        Command2(Executor executor, int yields, CountDownLatch done) {
            super(executor, yields, done);
        }

        @Override
        public void run() {
            step();
        }
    }

    private static final class Command3 extends Command {
        Command3(Executor executor, int yields, CountDownLatch done) {
            super(executor, yields, done);
        }

        @Override
        public void run() {
            step();
        }
    }

    private static final class Command4 extends Command {
        Command4(Executor executor, int yields, CountDownLatch done) {
            super(executor, yields, done);
        }

        @Override
        public void run() {
            step();
        }
    }

    private static final class Command5 extends Command {
        Command5(Executor executor, int yields, CountDownLatch done) {
            super(executor, yields, done);
        }

        @Override
        public void run() {
            step();
        }
    }

    private static final class Command6 extends Command {
        Command6(Executor executor, int yields, CountDownLatch done) {
            super(executor, yields, done);
        }

        @Override
        public void run() {
            step();
        }
    }

    private static final class Command7 extends Command {
        Command7(Executor executor, int yields, CountDownLatch done) {
            super(executor, yields, done);
        }

        @Override
        public void run() {
            step();
        }
    }
}
