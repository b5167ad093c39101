package dev.enso.examples.kv;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one key may be: its value, and the time before which it must not end. That it ends later than it could is no fault; an
 * end before its time is.
 */
record KeyModel(@Nullable String value, long endsFrom) {
    static final KeyModel ABSENT = new KeyModel(null, Operation.NEVER);

    /** What the key may be after an operation that was answered like this; empty when the answer can't be. */
    List<KeyModel> after(Operation operation) {
        ArrayList<KeyModel> possible = new ArrayList<>(2);
        add(possible, operation);
        if (value != null && operation.answered >= endsFrom) {
            ABSENT.add(possible, operation);
        }
        return possible;
    }

    private void add(List<KeyModel> possible, Operation operation) {
        String expected = reply(operation);
        if (!operation.isAnswered() || java.util.Objects.equals(expected, operation.reply)) {
            possible.add(next(operation));
        }
    }

    private @Nullable String reply(Operation operation) {
        return switch (operation.kind) {
            case SET -> "OK";
            case GET -> value;
            case DEL -> value == null ? "0" : "1";
            case INCR -> number() == null ? Reply.ERROR : String.valueOf(number() + 1);
            case APPEND -> String.valueOf((value == null ? "" : value).length() + operation.value.length());
            case PEXPIRE -> value == null ? "0" : "1";
            case PERSIST -> endsFrom == Operation.NEVER ? "0" : "1";
        };
    }

    private @Nullable Long number() {
        try {
            return value == null ? 0 : Long.parseLong(value);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private KeyModel next(Operation operation) {
        return switch (operation.kind) {
            case SET ->
                new KeyModel(
                        operation.value,
                        operation.lifetime == 0 ? Operation.NEVER : operation.invoked + operation.lifetime);
            case GET -> this;
            case DEL -> ABSENT;
            case INCR -> number() == null ? this : new KeyModel(String.valueOf(number() + 1), endsFrom);
            case APPEND -> new KeyModel((value == null ? "" : value) + operation.value, endsFrom);
            case PEXPIRE -> value == null ? this : new KeyModel(value, operation.invoked + operation.lifetime);
            case PERSIST -> new KeyModel(value, Operation.NEVER);
        };
    }
}
