package dev.enso.examples.kv;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All commands by name. Immutable; shared by all reactors. */
final class CommandTable {
    private final List<Command> all;
    private final @Nullable Command[] slots;

    CommandTable() {
        List<Command> list = new ArrayList<>();
        list.addAll(ConnectionCommands.all());
        list.addAll(ServerCommands.all());
        list.addAll(StringCommands.all());
        list.addAll(RangeCommands.all());
        list.addAll(CounterCommands.all());
        list.addAll(ExpiryCommands.all());
        list.addAll(ManyKeyCommands.all());
        list.addAll(KeyspaceCommands.all());
        list.addAll(PubSubCommands.all());
        all = Collections.unmodifiableList(list);
        slots = new Command[Integer.highestOneBit(all.size()) * 8];
        for (Command command : all) {
            int slot = hash(command.lowerName()) & (slots.length - 1);
            while (slots[slot] != null) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = command;
        }
    }

    List<Command> all() {
        return all;
    }

    /** The command that argument 0 names, in any case; null when there is none. */
    @Nullable Command find(Args args) {
        return find(args, 0);
    }

    @Nullable Command find(Args args, int index) {
        byte[] bytes = args.bytes();
        int offset = args.offset(index);
        int hash = 0;
        for (int i = 0; i < args.length(index); i++) {
            hash = hash * 31 + Ascii.lower(bytes[offset + i]);
        }
        int slot = hash & (slots.length - 1);
        Command command = slots[slot];
        while (command != null && !args.is(index, command.lowerName())) {
            slot = (slot + 1) & (slots.length - 1);
            command = slots[slot];
        }
        return command;
    }

    private static int hash(String lowerName) {
        int hash = 0;
        for (int i = 0; i < lowerName.length(); i++) {
            hash = hash * 31 + lowerName.charAt(i);
        }
        return hash;
    }
}
