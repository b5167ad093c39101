package dev.enso.examples.kv;

/**
 * Splits a connection's input into commands: RESP arrays of bulk strings, and inline commands. A command may arrive in
 * any pieces; what was parsed of it is remembered, not parsed again. The arguments are ranges of the input, not copies.
 *
 * <p>Accepts and refuses what the reference server does, down to its leniencies: the two bytes behind a bulk string and
 * the one behind a carriage return are skipped unseen, and a zero byte hides the end of a line.
 */
final class CommandParser {
    /** What {@link #next} found. */
    enum Outcome {
        /** A command is in {@link #args()}, valid until the next call. */
        COMMAND,
        /** More bytes are needed. */
        PARTIAL,
        /** The input is malformed, {@link #error()} says how; there is no way to go on from here. */
        BROKEN
    }

    /** Characters of an announcement that is read in one pass. */
    private static final int SHORT = 8;

    private final Limits limits;
    private final Args args = new Args();
    private final Whole whole = new Whole();
    private final InlineSplitter splitter = new InlineSplitter();

    /** All positions are relative to the input's start, so that they survive its growth. */
    private int position;

    /** How far the search for the end of the present line has come. */
    private int scanned;

    private int argumentsLeft;
    private int bulkLength;
    private boolean bulkAnnounced;
    private boolean complete;
    private String error = "";

    CommandParser(Limits limits) {
        this.limits = limits;
    }

    Args args() {
        return args;
    }

    /** What is wrong with the input; begins with the error's code. */
    String error() {
        return error;
    }

    /** Releases the former command's bytes and looks for the next command. */
    Outcome next(InputBuffer in) {
        if (complete) {
            release(in);
        }
        while (position < in.size()) {
            Outcome outcome = argumentsLeft > 0 ? bulks(in) : start(in);
            if (outcome == Outcome.COMMAND) {
                if (args.count() == 0) {
                    release(in);
                    continue;
                }
                complete = true;
                args.attach(in.bytes(), in.start());
            }
            return outcome;
        }
        return Outcome.PARTIAL;
    }

    /** Releases the present command's bytes, if there is one: its arguments are no longer needed. */
    void release(InputBuffer in) {
        in.consume(position);
        position = 0;
        scanned = 0;
        args.clear();
        complete = false;
    }

    private Outcome start(InputBuffer in) {
        args.clear();
        if (in.bytes()[in.start()] != '*') {
            return inline(in);
        }
        int end = lineEnd(in, (byte) '\r');
        if (end < 0) {
            return waitFor(in, "ERR Protocol error: too big mbulk count string");
        }
        if (end + 1 >= in.size()) {
            return Outcome.PARTIAL;
        }
        if (!whole.parse(in.bytes(), in.start() + 1, end - 1) || whole.value() > limits.maxArguments()) {
            return broken("ERR Protocol error: invalid multibulk length");
        }
        advanceTo(end + 2);
        if (whole.value() <= 0) {
            return Outcome.COMMAND;
        }
        argumentsLeft = (int) whole.value();
        return bulks(in);
    }

    private Outcome bulks(InputBuffer in) {
        while (argumentsLeft > 0) {
            if (!bulkAnnounced) {
                Outcome outcome = announcement(in);
                if (outcome != Outcome.COMMAND) {
                    return outcome;
                }
            }
            if (in.size() - position < bulkLength + 2L) {
                return Outcome.PARTIAL;
            }
            args.add(position, bulkLength);
            advanceTo(position + bulkLength + 2);
            bulkAnnounced = false;
            argumentsLeft--;
        }
        return Outcome.COMMAND;
    }

    /** The common case of an announcement in one pass: a dollar, a short number, the end of the line. */
    private boolean announcedShortly(InputBuffer in) {
        byte[] bytes = in.bytes();
        int start = in.start() + position;
        int last = in.start() + in.size() - 1;
        int at = start + 1;
        if (last - start < 3 || bytes[start] != '$') {
            return false;
        }
        int number = bytes[at++] - '0';
        if (number < 1 || number > 9) {
            return false;
        }
        for (int most = Math.min(last, start + SHORT); at < most; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            number = number * 10 + digit;
        }
        if (at >= last || bytes[at] != '\r' || number > limits.maxBulk()) {
            return false;
        }
        bulkLength = number;
        bulkAnnounced = true;
        advanceTo(at + 2 - in.start());
        return true;
    }

    private Outcome announcement(InputBuffer in) {
        if (announcedShortly(in)) {
            return Outcome.COMMAND;
        }
        int end = lineEnd(in, (byte) '\r');
        if (end < 0) {
            return waitFor(in, "ERR Protocol error: too big bulk count string");
        }
        if (end + 1 >= in.size()) {
            return Outcome.PARTIAL;
        }
        int at = in.start() + position;
        byte type = in.bytes()[at];
        if (type != '$') {
            return broken("ERR Protocol error: expected '$', got '" + (char) (type & 0xff) + "'");
        }
        if (!whole.parse(in.bytes(), at + 1, end - position - 1)
                || whole.value() < 0
                || whole.value() > limits.maxBulk()) {
            return broken("ERR Protocol error: invalid bulk length");
        }
        bulkLength = (int) whole.value();
        bulkAnnounced = true;
        advanceTo(end + 2);
        return Outcome.COMMAND;
    }

    private Outcome inline(InputBuffer in) {
        int end = lineEnd(in, (byte) '\n');
        if (end < 0) {
            return waitFor(in, "ERR Protocol error: too big inline request");
        }
        byte[] bytes = in.bytes();
        int length = end > 0 && bytes[in.start() + end - 1] == '\r' ? end - 1 : end;
        if (!splitter.split(bytes, in.start(), length, args)) {
            return broken("ERR Protocol error: unbalanced quotes in request");
        }
        advanceTo(end + 1);
        return Outcome.COMMAND;
    }

    /**
     * Where the present line ends, relative to the input's start; negative when that can't be seen yet.
     */
    private int lineEnd(InputBuffer in, byte terminator) {
        byte[] bytes = in.bytes();
        int start = in.start();
        int at = start + scanned;
        int end = start + (int) Math.min(in.size(), position + (long) limits.maxLine() + 1);
        while (at < end) {
            byte b = bytes[at];
            if (b == terminator) {
                scanned = at - start;
                return scanned;
            }
            if (b == 0) {
                break;
            }
            at++;
        }
        scanned = at - start;
        return -1;
    }

    private Outcome waitFor(InputBuffer in, String tooLong) {
        return in.size() - position > limits.maxLine() ? broken(tooLong) : Outcome.PARTIAL;
    }

    private void advanceTo(int next) {
        position = next;
        scanned = next;
    }

    private Outcome broken(String message) {
        error = message;
        return Outcome.BROKEN;
    }
}
