package dev.enso.reactor;

import java.util.Optional;

/**
 * Something that lives on one reactor for a while and may move on: measures what part of that reactor's work it makes, in
 * polls, and asks {@link Rebalancing} where it is better off. For the thread of that reactor.
 */
public final class Stay {
    /** Before that nothing is known of it: it does not move on at once. */
    private static final long SETTLING = 5 * Demand.WINDOW;
    /** Beyond so many polls the older half counts half. */
    private static final long MANY = 1 << 16;

    private final Rebalancing balance;
    private final CoreContext at;
    private final long since;
    /** Polls of the reactor when it came. */
    private long before;

    private long own;

    Stay(Rebalancing balance, CoreContext at) {
        this.balance = balance;
        this.at = at;
        this.since = at.now();
        this.before = at.reactor().tasks.polls();
    }

    /** It is polled, once more. */
    public void worked() {
        own++;
    }

    /**
     * Where it should go on; empty when it is well here, or too new here for anybody to know. Who gets an answer is expected to
     * move it now.
     */
    public Optional<Reactor> better() {
        Reactor here = at.reactor();
        boolean leaves = !here.takesWork();
        if (!leaves && at.now() - since < SETTLING) {
            return Optional.empty();
        }
        return balance.better(here, part());
    }

    /** What part of the reactor's polls since it came were its own. */
    private double part() {
        long all = at.reactor().tasks.polls() - before;
        if (all > MANY) {
            before += all / 2;
            own /= 2;
            all -= all / 2;
        }
        return all <= 0 ? 1 : Math.min(1, (double) own / all);
    }

    @Override
    public String toString() {
        return "Stay[" + at.reactor().name() + ", " + own + " polls]";
    }
}
