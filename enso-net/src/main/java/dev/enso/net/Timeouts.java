package dev.enso.net;

import dev.enso.core.Waker;
import dev.enso.reactor.Poller;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an open connection goes on without progress: {@link ConnectionOptions#idleLimit}, {@code readLimit} and {@code
 * writeLimit}. Progress only notes the turn's time. One alarm is armed for the earliest limit as it was known then; when it
 * fires it is armed anew, or the limit was reached. So a busy connection costs one alarm a limit, not one a message.
 *
 * <p>An alarm fires before the turn has looked at the sockets, and a reactor may have been held up. So nothing is concluded
 * until the connection is attended to, behind that look: what has come, or was taken, in the meantime counts.
 */
final class Timeouts implements Waker {
    private static final long NEVER = Poller.NEVER;

    private final Connection connection;
    private final long idle;
    private final long read;
    private final long write;

    private long receivedAt;
    private long sentAt;

    /** A reader has found nothing since; NEVER while none waits. */
    private long readingSince = NEVER;

    /** Bytes wait and the system takes none since; NEVER while none wait. */
    private long unsentSince = NEVER;

    private boolean on;
    private long alarm;
    private long armedFor = NEVER;

    /** The alarm has fired, and was not looked into yet. */
    private boolean fired;

    private Timeouts(Connection connection, ConnectionOptions options) {
        this.connection = connection;
        idle = nanos(options.idleLimit());
        read = nanos(options.readLimit());
        write = nanos(options.writeLimit());
    }

    /** Null when there is no limit: most connections have none, and this is no part of them. */
    static @Nullable Timeouts of(Connection connection, ConnectionOptions options) {
        Timeouts limits = new Timeouts(connection, options);
        return Math.min(limits.idle, Math.min(limits.read, limits.write)) == NEVER ? null : limits;
    }

    private static long nanos(Duration limit) {
        return limit.compareTo(Duration.ofNanos(NEVER)) >= 0 ? NEVER : limit.toNanos();
    }

    /** It is open from now on. */
    void begin() {
        on = true;
        receivedAt = now();
        sentAt = receivedAt;
        expectBy(sum(receivedAt, idle));
    }

    /** It is no longer: others bound what comes now. */
    void end() {
        on = false;
        connection.home().alarms().cancel(alarm);
        alarm = 0;
        armedFor = NEVER;
    }

    void received() {
        receivedAt = now();
        readingSince = NEVER;
    }

    /** A reader has found nothing, and waits. */
    void readerWaits() {
        if (readingSince == NEVER) {
            readingSince = now();
            expectBy(sum(readingSince, read));
        }
    }

    /** Nothing more is read. */
    void readerLeft() {
        readingSince = NEVER;
    }

    /** Bytes were handed to the system, which took some, or none; and perhaps some still wait. */
    void wrote(boolean some, boolean all) {
        if (some) {
            sentAt = now();
        }
        if (all) {
            unsentSince = NEVER;
        } else if (some || unsentSince == NEVER) {
            unsentSince = now();
            expectBy(sum(unsentSince, write));
        }
    }

    private void expectBy(long time) {
        if (on && time < armedFor) {
            connection.home().alarms().cancel(alarm);
            alarm = connection.home().alarms().arm(time, this);
            armedFor = time;
        }
    }

    @Override
    public void wake() {
        alarm = 0;
        armedFor = NEVER;
        fired = true;
        connection.output().wake();
    }

    /** Called when the turn has looked at the sockets, and what could be written was. */
    void check() {
        if (!fired) {
            return;
        }
        fired = false;
        if (!on) {
            return;
        }
        long now = now();
        Input input = connection.received();
        if (input.isShown()) {
            // Whoever reads has not finished with what came.
            receivedAt = now;
        } else if (readingSince != NEVER && connection.readiness().ready().isReadable()) {
            // The reader was woken for it and has not had its turn.
            receivedAt = now;
            readingSince = now;
        }
        long idleUntil = sum(Math.max(receivedAt, sentAt), idle);
        long readUntil = readingSince == NEVER ? NEVER : sum(readingSince, read);
        long writeUntil = unsentSince == NEVER ? NEVER : sum(unsentSince, write);
        if (now >= writeUntil) {
            expire("took none of " + connection.pendingOutput() + " bytes for "
                    + connection.options().writeLimit() + ", its writeLimit");
        } else if (now >= readUntil) {
            expire("sent nothing for " + connection.options().readLimit() + ", its readLimit, and was waited for");
        } else if (now >= idleUntil) {
            expire("was idle for " + connection.options().idleLimit() + ", its idleLimit");
        } else {
            expectBy(Math.min(idleUntil, Math.min(readUntil, writeUntil)));
        }
    }

    private void expire(String what) {
        IOException why = new SocketTimeoutException("the connection to " + connection.name() + " " + what);
        connection.lifecycle().timedOut(why);
    }

    private long now() {
        return connection.home().now();
    }

    private static long sum(long time, long span) {
        return span >= NEVER - time ? NEVER : time + span;
    }
}
