package dev.enso.examples.kv;

/** Error replies, word for word those of the reference server: clients compare them. */
final class Errors {
    static final String SYNTAX = "ERR syntax error";
    static final String NOT_AN_INTEGER = "ERR value is not an integer or out of range";
    static final String NOT_A_FLOAT = "ERR value is not a valid float";
    static final String NOT_FINITE = "ERR increment would produce NaN or Infinity";
    static final String OVERFLOW = "ERR increment or decrement would overflow";
    static final String DECREMENT_OVERFLOW = "ERR decrement would overflow";
    static final String NO_SUCH_KEY = "ERR no such key";
    static final String TOO_LONG = "ERR string exceeds maximum allowed size (proto-max-bulk-len)";
    static final String OFFSET = "ERR offset is out of range";
    static final String CURSOR = "ERR invalid cursor";
    static final String DATABASE = "ERR DB index is out of range";
    static final String NO_MEMORY = "OOM command not allowed when used memory > 'maxmemory'.";

    private static final int QUOTED = 128;

    private Errors() {}

    static String arity(String command) {
        return "ERR wrong number of arguments for '" + command + "' command";
    }

    static String expireTime(String command) {
        return "ERR invalid expire time in '" + command + "' command";
    }

    static String subcommand(String container, Args args) {
        return "ERR unknown subcommand '" + quoted(args, 1, QUOTED) + "'. Try " + container + " HELP.";
    }

    static String unknown(Args args) {
        StringBuilder list = new StringBuilder();
        for (int i = 1; i < args.count() && list.length() < QUOTED; i++) {
            String argument = quoted(args, i, QUOTED - list.length());
            list.append('\'').append(argument).append("' ");
        }
        return "ERR unknown command '" + quoted(args, 0, QUOTED) + "', with args beginning with: " + list;
    }

    static String subscribed(Command command) {
        return "ERR Can't execute '" + command.lowerName() + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT"
                + " / RESET are allowed in this context";
    }

    /** An argument up to its first zero byte, cut to a length. */
    private static String quoted(Args args, int index, int most) {
        int length = Math.min(args.length(index), most);
        String text = args.text(index).substring(0, length);
        int zero = text.indexOf('\0');
        return zero < 0 ? text : text.substring(0, zero);
    }
}
