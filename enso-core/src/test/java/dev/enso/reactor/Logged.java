package dev.enso.reactor;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged under a name from warnings on, instead of on the console. Tests that use it run one after the other. */
final class Logged extends Handler implements AutoCloseable {
    private final Logger logger;
    private final boolean parents;
    private final List<LogRecord> records = new ArrayList<>();
    private Error failure;

    private Logged(Logger logger) {
        this.logger = logger;
        this.parents = logger.getUseParentHandlers();
        logger.addHandler(this);
        logger.setUseParentHandlers(false);
    }

    static Logged from(String name) {
        return new Logged(Logger.getLogger(name));
    }

    @Override
    public synchronized void publish(LogRecord record) {
        if (failure != null) {
            throw failure;
        }
        if (record.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue()) {
            records.add(record);
        }
    }

    /** Logging fails from now on. */
    synchronized void failWith(Error error) {
        failure = error;
    }

    synchronized List<String> messages() {
        return records.stream().map(LogRecord::getMessage).toList();
    }

    synchronized Throwable thrown(int index) {
        return records.get(index).getThrown();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(parents);
    }
}
