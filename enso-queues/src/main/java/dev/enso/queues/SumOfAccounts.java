package dev.enso.queues;

import dev.enso.channel.Account;
import java.util.List;
import java.util.function.ToLongFunction;

/** What passed through several channels. */
record SumOfAccounts(List<Account> parts) implements Account {
    @Override
    public long published() {
        return sum(Account::published);
    }

    @Override
    public long consumed() {
        return sum(Account::consumed);
    }

    @Override
    public long dropped() {
        return sum(Account::dropped);
    }

    private long sum(ToLongFunction<Account> figure) {
        return parts.stream().mapToLong(figure).sum();
    }

    @Override
    public boolean isClosed() {
        return parts.stream().allMatch(Account::isClosed);
    }

    @Override
    public String toString() {
        return "published " + published() + ", consumed " + consumed() + ", dropped " + dropped() + ", resident "
                + resident() + (isClosed() ? ", closed" : "");
    }
}
