package dev.enso.examples.kv;

import java.util.List;

/** CLIENT and its subcommands. */
final class ClientCommand implements Command.AtShards {
    static final String BAD_NAME = "ERR Client names cannot contain spaces, newlines or special characters.";

    private static final List<Subcommand> SUBCOMMANDS = List.of(
            new Subcommand("getname", 2, "GETNAME", "The name of this connection."),
            new Subcommand("help", 2, "HELP", "This text."),
            new Subcommand("id", 2, "ID", "The number of this connection."),
            new Subcommand("info", 2, "INFO", "This connection, as in LIST."),
            new Subcommand("list", -2, "LIST", "All connections, a line each."),
            new Subcommand("no-evict", 3, "NO-EVICT (ON|OFF)", "Accepted, without effect: nothing is evicted."),
            new Subcommand("setinfo", 4, "SETINFO (LIB-NAME|LIB-VER) <value>", "Accepted, without effect."),
            new Subcommand("setname", 3, "SETNAME <name>", "Names this connection."));

    @Override
    public boolean step(Call call, int step, ReplyBuffer reply) {
        Args args = call.args();
        if (step == 0) {
            String error = Subcommand.check("CLIENT", SUBCOMMANDS, args);
            if (error != null) {
                reply.error(error);
                return false;
            }
            if (args.is(1, "list")) {
                if (args.count() > 2) {
                    reply.error(Errors.SYNTAX);
                    return false;
                }
                call.addLegs();
                return true;
            }
            answer(call.session(), args, reply);
            return false;
        }
        ReplyBuffer lines = call.carry();
        for (int i = 0; i < call.legCount(); i++) {
            lines.append(call.leg(i).reply());
        }
        reply.bulk(lines.bytes(), lines.start(), lines.size());
        return false;
    }

    @Override
    public void visit(Shard shard, Call call, Leg leg) {
        for (Session session : shard.sessions()) {
            byte[] line = ReplyBuffer.ascii(session.info()
                    .describe(session.subscriptions(), shard.keys().now()));
            leg.reply().raw(line, 0, line.length);
        }
    }

    private static void answer(Session session, Args args, ReplyBuffer reply) {
        ClientInfo info = session.info();
        switch (Ascii.lower(args, 1)) {
            case "id" -> reply.integer(info.id());
            case "getname" -> {
                if (info.name().isEmpty()) {
                    reply.nil();
                } else {
                    reply.bulk(info.name());
                }
            }
            case "setname" -> {
                String name = args.text(2);
                if (isName(name)) {
                    info.name(name);
                    reply.ok();
                } else {
                    reply.error(BAD_NAME);
                }
            }
            case "info" ->
                reply.bulk(info.describe(
                        session.subscriptions(), session.home().keys().now()));
            case "no-evict" -> {
                if (args.is(2, "on") || args.is(2, "off")) {
                    reply.ok();
                } else {
                    reply.error(Errors.SYNTAX);
                }
            }
            case "setinfo" -> reply.ok();
            default -> Subcommand.help("CLIENT", SUBCOMMANDS, reply);
        }
    }

    /** Names are printed in lists, so they may hold nothing that would break a line. */
    static boolean isName(String name) {
        return name.chars().allMatch(c -> c >= '!' && c <= '~');
    }
}
