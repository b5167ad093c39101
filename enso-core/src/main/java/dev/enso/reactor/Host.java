package dev.enso.reactor;

/**
 * What a group of reactors runs on: threads, or a simulation that plays all of them on one. A seam that costs only where
 * reactors are made and closed.
 */
interface Host {
    /** The inbox of a new reactor. */
    Inbox inbox();

    /** The sleep word of a new reactor, which is still being made. */
    SleepWord sleepWord(Reactor reactor);

    /** Calls {@link ReactorThread#run}, or does in pieces what it does. */
    void start(ReactorThread thread);

    /** Lets the watch look from time to time. */
    void start(StallWatch watch);

    /** Starts the first thread for blocking calls, before the reactors are pinned. */
    void start(BlockingPool pool);

    /** Who testifies what a stalled thread's time was spent on. */
    Witness witness();

    /** What a thread does that closes a group which was started. */
    Meanwhile meanwhile();

    /** How often in a row the bus alone is looked at, at most. */
    int looksAtBus();

    /** The threads of production. */
    static Host threads() {
        return Threads.INSTANCE;
    }

    /** Stateless. */
    final class Threads implements Host {
        private static final Threads INSTANCE = new Threads();

        private Threads() {}

        @Override
        public Inbox inbox() {
            return new Inbox();
        }

        @Override
        public SleepWord sleepWord(Reactor reactor) {
            return new SleepWord();
        }

        @Override
        public void start(ReactorThread thread) {
            thread.start();
        }

        @Override
        public void start(StallWatch watch) {
            watch.start();
        }

        @Override
        public void start(BlockingPool pool) {
            pool.start();
        }

        @Override
        public Witness witness() {
            return Witness.system();
        }

        @Override
        public Meanwhile meanwhile() {
            return Meanwhile.waiting();
        }

        /** A look costs some nanoseconds, so that is a few microseconds: the longest that an answer may be waited for. */
        @Override
        public int looksAtBus() {
            return 1024;
        }
    }
}
