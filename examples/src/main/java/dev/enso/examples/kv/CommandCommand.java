package dev.enso.examples.kv;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** COMMAND: the command table, for clients that ask. */
final class CommandCommand implements Command.AtConnection {
    private static final List<Subcommand> SUBCOMMANDS = List.of(
            new Subcommand("count", 2, "COUNT", "How many commands there are."),
            new Subcommand("getkeys", -3, "GETKEYS <command> [<arg> ...]", "Which arguments of a command are keys."),
            new Subcommand("help", 2, "HELP", "This text."),
            new Subcommand("info", -2, "INFO [<name> ...]", "What these, or all, commands take and touch."),
            new Subcommand("list", 2, "LIST", "The names of all commands."));

    @Override
    public void run(Session session, Args args, ReplyBuffer reply) {
        CommandTable table = session.table();
        if (args.count() == 1) {
            describeAll(table, reply);
            return;
        }
        String error = Subcommand.check("COMMAND", SUBCOMMANDS, args);
        if (error != null) {
            reply.error(error);
            return;
        }
        switch (Ascii.lower(args, 1)) {
            case "count" -> reply.integer(table.all().size());
            case "getkeys" -> keys(table, args, reply);
            case "list" -> {
                reply.array(table.all().size());
                table.all().forEach(command -> reply.bulk(command.lowerName()));
            }
            case "info" -> {
                if (args.count() == 2) {
                    describeAll(table, reply);
                    return;
                }
                reply.array(args.count() - 2);
                for (int i = 2; i < args.count(); i++) {
                    describe(table.find(args, i), reply);
                }
            }
            default -> Subcommand.help("COMMAND", SUBCOMMANDS, reply);
        }
    }

    private static void describeAll(CommandTable table, ReplyBuffer reply) {
        reply.array(table.all().size());
        table.all().forEach(command -> describe(command, reply));
    }

    private static void describe(@Nullable Command command, ReplyBuffer reply) {
        if (command == null) {
            reply.nil();
            return;
        }
        reply.array(10);
        reply.bulk(command.lowerName());
        reply.integer(command.arity());
        reply.array(command.flags().size());
        for (Command.Flag flag : command.flags()) {
            reply.simple(flag.name().toLowerCase(Locale.ROOT));
        }
        reply.integer(command.firstKey());
        reply.integer(command.lastKey());
        reply.integer(command.keyStep());
        // Categories, tips, key specifications, subcommands: none are told.
        for (int i = 0; i < 4; i++) {
            reply.array(0);
        }
    }

    private static void keys(CommandTable table, Args args, ReplyBuffer reply) {
        Command command = table.find(args, 2);
        int count = args.count() - 2;
        if (command == null) {
            reply.error("ERR Invalid command specified");
        } else if (command.firstKey() == 0) {
            reply.error("ERR The command has no key arguments");
        } else if (!command.accepts(count)) {
            reply.error("ERR Invalid number of arguments specified for command");
        } else {
            int last = command.lastKey() < 0 ? count + command.lastKey() : command.lastKey();
            reply.array((last - command.firstKey()) / command.keyStep() + 1);
            for (int i = command.firstKey(); i <= last; i += command.keyStep()) {
                reply.bulk(args.bytes(), args.offset(i + 2), args.length(i + 2));
            }
        }
    }
}
