package dev.enso.examples.kv;

import org.jspecify.annotations.Nullable;

/** NX, XX, GT and LT behind EXPIRE and its kin. */
final class ExpireConditions {
    private boolean ifNone;
    private boolean ifAny;
    private boolean ifLater;
    private boolean ifSooner;

    /** Reads the conditions from argument {@code from} on; answers what is wrong with them, or null. */
    @Nullable String parse(Args args, int from) {
        for (int i = from; i < args.count(); i++) {
            if (args.is(i, "nx")) {
                ifNone = true;
            } else if (args.is(i, "xx")) {
                ifAny = true;
            } else if (args.is(i, "gt")) {
                ifLater = true;
            } else if (args.is(i, "lt")) {
                ifSooner = true;
            } else {
                return "ERR Unsupported option " + args.text(i);
            }
        }
        if (ifNone && (ifAny || ifLater || ifSooner)) {
            return "ERR NX and XX, GT or LT options at the same time are not compatible";
        }
        return ifLater && ifSooner ? "ERR GT and LT options at the same time are not compatible" : null;
    }

    /** May the present expiry, null meaning never, become {@code at}? */
    boolean allow(@Nullable Expiry present, long at) {
        if (present == null) {
            return !ifAny && !ifLater;
        }
        return !ifNone && !(ifLater && at <= present.at) && !(ifSooner && at >= present.at);
    }
}
