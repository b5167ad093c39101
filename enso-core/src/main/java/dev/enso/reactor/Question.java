package dev.enso.reactor;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Something to be done on every reactor of a group, and to be waited for from outside. */
final class Question extends Inbound {
    private final Reactor reactor;
    private final Consumer<Reactor> what;
    private final CountDownLatch answered;

    private Question(Reactor reactor, Consumer<Reactor> what, CountDownLatch answered) {
        this.reactor = reactor;
        this.what = what;
        this.answered = answered;
    }

    @Override
    void arrive() {
        try {
            what.accept(reactor);
        } finally {
            answered.countDown();
        }
    }

    /** A reactor that has stopped has nothing to say, but nobody waits for it either. */
    @Override
    void strand() {
        answered.countDown();
    }

    /** Asks all reactors; the latch counts those that have not answered. */
    static CountDownLatch toAll(Reactors group, Consumer<Reactor> what) {
        List<Reactor> asked = List.copyOf(group.all());
        CountDownLatch answered = new CountDownLatch(asked.size());
        for (Reactor reactor : asked) {
            reactor.enter(new Question(reactor, what, answered));
        }
        return answered;
    }
}
