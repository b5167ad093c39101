package dev.enso.examples.kv;

/**
 * Splits an inline command into arguments as a shell would: spaces separate, double quotes allow escapes
 * ({@code \n \r \t \b \a \xHH}), single quotes only {@code \'}. Unescapes in place, for an argument is never longer than
 * its quoted form.
 */
final class InlineSplitter {
    private byte[] bytes = {};
    private int at;
    private int end;
    private int out;

    /**
     * Appends the arguments of a line to {@code args}, with offsets relative to {@code start}.
     *
     * @return false when a quote is not closed, or is followed by something other than a space
     */
    boolean split(byte[] line, int start, int length, Args args) {
        bytes = line;
        at = start;
        end = start + length;
        while (true) {
            while (at < end && Ascii.isSpace(bytes[at])) {
                at++;
            }
            if (at == end) {
                return true;
            }
            int begin = at;
            out = at;
            if (!argument()) {
                return false;
            }
            args.add(begin - start, out - begin);
        }
    }

    private boolean argument() {
        while (at < end) {
            byte b = bytes[at++];
            switch (b) {
                case ' ', '\n', '\r', '\t' -> {
                    return true;
                }
                case '"' -> {
                    return doubleQuoted();
                }
                case '\'' -> {
                    return singleQuoted();
                }
                default -> bytes[out++] = b;
            }
        }
        return true;
    }

    private boolean doubleQuoted() {
        while (at < end) {
            byte b = bytes[at++];
            if (b == '"') {
                return closed();
            }
            if (b == '\\' && at < end) {
                b = escaped();
            }
            bytes[out++] = b;
        }
        return false;
    }

    private byte escaped() {
        byte b = bytes[at++];
        if (b == 'x' && at + 1 < end && Ascii.hex(bytes[at]) >= 0 && Ascii.hex(bytes[at + 1]) >= 0) {
            at += 2;
            return (byte) ((Ascii.hex(bytes[at - 2]) << 4) | Ascii.hex(bytes[at - 1]));
        }
        return switch (b) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> b;
        };
    }

    private boolean singleQuoted() {
        while (at < end) {
            byte b = bytes[at++];
            if (b == '\'') {
                return closed();
            }
            if (b == '\\' && at < end && bytes[at] == '\'') {
                b = bytes[at++];
            }
            bytes[out++] = b;
        }
        return false;
    }

    private boolean closed() {
        return at == end || Ascii.isSpace(bytes[at]);
    }
}
