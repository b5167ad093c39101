package dev.enso.examples.kv;

import org.jspecify.annotations.Nullable;

/** The options behind SET and GETEX. Each shard has one, used anew for each command. */
final class SetOptions {
    /** Milliseconds a second. */
    private static final int SECOND = 1000;

    /** The ways to say when a key ends. */
    private enum Unit {
        EX("ex", SECOND, true),
        PX("px", 1, true),
        EXAT("exat", SECOND, false),
        PXAT("pxat", 1, false);

        private static final Unit[] ALL = values();

        final String option;
        final int millis;
        final boolean relative;

        Unit(String option, int millis, boolean relative) {
            this.option = option;
            this.millis = millis;
            this.relative = relative;
        }
    }

    private final Shard shard;
    private String command = "";
    private boolean ifAbsent;
    private boolean ifPresent;
    private boolean get;
    private boolean keep;
    private boolean persist;
    private @Nullable Unit unit;
    private boolean number;
    private long time;

    SetOptions(Shard shard) {
        this.shard = shard;
    }

    /** Begins anew, for a command of which the errors speak in lower case. */
    SetOptions begin(String name) {
        command = name;
        ifAbsent = false;
        ifPresent = false;
        get = false;
        keep = false;
        persist = false;
        unit = null;
        return this;
    }

    /** Reads what SET takes, from argument {@code from} on; false when an error has been written. */
    boolean parseForSet(Args args, int from, ReplyBuffer reply) {
        for (int i = from; i < args.count(); i++) {
            if (args.is(i, "nx") && !ifPresent) {
                ifAbsent = true;
            } else if (args.is(i, "xx") && !ifAbsent) {
                ifPresent = true;
            } else if (args.is(i, "get")) {
                get = true;
            } else if (args.is(i, "keepttl") && unit == null) {
                keep = true;
            } else if (isExpiry(args, i)) {
                i++;
            } else {
                reply.error(Errors.SYNTAX);
                return false;
            }
        }
        return true;
    }

    /** Reads what GETEX takes. */
    boolean parseForGet(Args args, int from, ReplyBuffer reply) {
        for (int i = from; i < args.count(); i++) {
            if (args.is(i, "persist") && unit == null) {
                persist = true;
            } else if (isExpiry(args, i)) {
                i++;
            } else {
                reply.error(Errors.SYNTAX);
                return false;
            }
        }
        return true;
    }

    /** Reads one of the four and the time behind it; the same one may come again, another one may not. */
    private boolean isExpiry(Args args, int i) {
        if (keep || persist || i + 1 == args.count()) {
            return false;
        }
        for (Unit each : Unit.ALL) {
            if (args.is(i, each.option)) {
                if (unit != null && unit != each) {
                    return false;
                }
                read(args, i + 1, each);
                return true;
            }
        }
        return false;
    }

    private void read(Args args, int index, Unit given) {
        unit = given;
        number = shard.whole().parse(args, index);
        time = shard.whole().value();
    }

    /** The time of SETEX. */
    void readSeconds(Args args, int index) {
        read(args, index, Unit.EX);
    }

    /** The time of PSETEX. */
    void readMillis(Args args, int index) {
        read(args, index, Unit.PX);
    }

    boolean ifAbsent() {
        return ifAbsent;
    }

    boolean ifPresent() {
        return ifPresent;
    }

    /** Is the former value to be answered? */
    boolean get() {
        return get;
    }

    /** Does the key's end stay as it is? */
    boolean keep() {
        return keep;
    }

    /** Is the key's end to be taken away? */
    boolean persist() {
        return persist;
    }

    /** Is the key to end? */
    boolean expires() {
        return unit != null;
    }

    /** Makes a Unix time of the expiry, if there is one; false when an error has been written. */
    boolean resolve(ReplyBuffer reply) {
        Unit given = unit;
        if (given == null) {
            return true;
        }
        if (!number) {
            reply.error(Errors.NOT_AN_INTEGER);
            return false;
        }
        long base = given.relative ? shard.keys().unixMillis() : 0;
        if (time <= 0 || time > Long.MAX_VALUE / given.millis || time * given.millis > Long.MAX_VALUE - base) {
            reply.error(Errors.expireTime(command));
            return false;
        }
        time = time * given.millis + base;
        return true;
    }

    /** The last visible millisecond, in Unix time, once resolved. */
    long at() {
        return time;
    }
}
