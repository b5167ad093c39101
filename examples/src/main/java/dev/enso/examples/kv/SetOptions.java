package dev.enso.examples.kv;

/** The options behind SET and GETEX. */
final class SetOptions {
    /** Milliseconds a second: the unit of EX and EXAT. */
    static final int SECONDS = 1000;

    private final Shard shard;
    private final String command;
    private final boolean reading;

    boolean ifAbsent;
    boolean ifPresent;
    boolean get;
    boolean keep;
    boolean persist;

    private String expiry = "";
    private boolean number;
    private boolean relative;
    private long time;
    private int unit;

    /**
     * @param command in lower case, for the errors
     */
    SetOptions(Shard shard, String command) {
        this.shard = shard;
        this.command = command;
        this.reading = command.equals("getex");
    }

    /** Reads the options from argument {@code from} on; false when an error has been written. */
    boolean parse(Args args, int from, ReplyBuffer reply) {
        for (int i = from; i < args.count(); i++) {
            boolean hasNext = i + 1 < args.count();
            if (!reading && args.is(i, "nx") && !ifPresent) {
                ifAbsent = true;
            } else if (!reading && args.is(i, "xx") && !ifAbsent) {
                ifPresent = true;
            } else if (!reading && args.is(i, "get")) {
                get = true;
            } else if (!reading && args.is(i, "keepttl") && expiry.isEmpty()) {
                keep = true;
            } else if (reading && args.is(i, "persist") && expiry.isEmpty()) {
                persist = true;
            } else if (hasNext && isExpiry(args, i)) {
                expiry = Ascii.lower(args, i++);
                read(args, i);
            } else {
                reply.error(Errors.SYNTAX);
                return false;
            }
        }
        return true;
    }

    /** One of the four, and no other option of time before it. */
    private boolean isExpiry(Args args, int i) {
        if (!args.is(i, "ex") && !args.is(i, "px") && !args.is(i, "exat") && !args.is(i, "pxat")) {
            return false;
        }
        return !keep && !persist && (expiry.isEmpty() || args.is(i, expiry));
    }

    private void read(Args args, int index) {
        relative = !expiry.endsWith("at");
        unit = expiry.startsWith("p") ? 1 : SECONDS;
        number = shard.whole().parse(args, index);
        time = shard.whole().value();
    }

    /** The expiry as SETEX gives it. */
    void expireIn(Args args, int index, int unitMillis) {
        expiry = unitMillis == 1 ? "px" : "ex";
        read(args, index);
    }

    boolean expires() {
        return !expiry.isEmpty();
    }

    /** Makes a Unix time of the expiry, if there is one; false when an error has been written. */
    boolean resolve(ReplyBuffer reply) {
        if (expiry.isEmpty()) {
            return true;
        }
        if (!number) {
            reply.error(Errors.NOT_AN_INTEGER);
            return false;
        }
        long base = relative ? shard.keys().unixMillis() : 0;
        if (time <= 0 || time > Long.MAX_VALUE / unit || time * unit > Long.MAX_VALUE - base) {
            reply.error(Errors.expireTime(command));
            return false;
        }
        time = time * unit + base;
        unit = 1;
        return true;
    }

    /** The last visible millisecond, in Unix time, once resolved. */
    long at() {
        return time;
    }
}
