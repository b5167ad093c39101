package dev.enso.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/** {@link Work} for executors: a command that hands itself in again. Eight classes of it as well. Used for many rounds. */
abstract class Command implements Runnable {
    private final Executor executor;
    private CountDownLatch done = new CountDownLatch(0);
    private int left;

    Command(Executor executor) {
        this.executor = executor;
    }

    static Command of(int which, Executor executor) {
        return switch (which % Work.CLASSES) {
            case 0 -> new Command0(executor);
            case 1 -> new Command1(executor);
            case 2 -> new Command2(executor);
            case 3 -> new Command3(executor);
            case 4 -> new Command4(executor);
            case 5 -> new Command5(executor);
            case 6 -> new Command6(executor);
            default -> new Command7(executor);
        };
    }

    /** Starts a round. Only while none is under way. */
    final void begin(int yields, CountDownLatch round) {
        left = yields;
        done = round;
        executor.execute(this);
    }

    final void step() {
        if (left-- > 0) {
            executor.execute(this);
        } else {
            done.countDown();
        }
    }

    private static final class Command0 extends Command {
        Command0(Executor executor) {
            super(executor);
        }

        @Override
        public void run() {
            step();
        }
    }

    private static final class Command1 extends Command {
        Command1(Executor executor) {
            super(executor);
        }

        @Override
        public void run() {
            step();
        }
    }

    private static final class Command2 extends Command {
        Command2(Executor executor) {
            super(executor);
        }

        @Override
        public void run() {
            step();
        }
    }

    private static final class Command3 extends Command {
        Command3(Executor executor) {
            super(executor);
        }

        @Override
        public void run() {
            step();
        }
    }

    private static final class Command4 extends Command {
        Command4(Executor executor) {
            super(executor);
        }

        @Override
        public void run() {
            step();
        }
    }

    private static final class Command5 extends Command {
        Command5(Executor executor) {
            super(executor);
        }

        @Override
        public void run() {
            step();
        }
    }

    private static final class Command6 extends Command {
        Command6(Executor executor) {
            super(executor);
        }

        @Override
        public void run() {
            step();
        }
    }

    private static final class Command7 extends Command {
        Command7(Executor executor) {
            super(executor);
        }

        @Override
        public void run() {
            step();
        }
    }
}
