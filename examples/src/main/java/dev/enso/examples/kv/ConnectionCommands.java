package dev.enso.examples.kv;

import dev.enso.examples.kv.Command.Flag;
import java.util.List;

/** Commands about the connection itself. */
final class ConnectionCommands {
    private ConnectionCommands() {}

    static List<Command> all() {
        return List.of(
                Command.atConnection("PING", -1, ConnectionCommands::ping).with(Flag.FAST),
                Command.atConnection("ECHO", 2, ConnectionCommands::echo).with(Flag.FAST),
                Command.atConnection("SELECT", 2, ConnectionCommands::select).with(Flag.FAST),
                Command.atConnection("QUIT", -1, ConnectionCommands::quit).with(Flag.FAST),
                Command.atConnection("RESET", 1, ConnectionCommands::reset).with(Flag.FAST, Flag.PUBSUB),
                Command.atConnection("HELLO", -1, ConnectionCommands::hello).with(Flag.FAST),
                Command.atShards("CLIENT", -2, new ClientCommand()));
    }

    private static void ping(Session session, Args args, ReplyBuffer reply) {
        if (args.count() > 2) {
            reply.error(Errors.arity("ping"));
        } else if (session.subscriptions().count() > 0) {
            reply.array(2);
            reply.bulk("pong");
            if (args.count() == 2) {
                echo(session, args, reply);
            } else {
                reply.bulk("");
            }
        } else if (args.count() == 2) {
            echo(session, args, reply);
        } else {
            reply.simple("PONG");
        }
    }

    private static void echo(Session session, Args args, ReplyBuffer reply) {
        reply.bulk(args.bytes(), args.offset(1), args.length(1));
    }

    private static void select(Session session, Args args, ReplyBuffer reply) {
        Whole whole = session.home().whole();
        if (!whole.parse(args, 1) || whole.value() != (int) whole.value()) {
            reply.error(Errors.NOT_AN_INTEGER);
        } else if (whole.value() != 0) {
            reply.error(Errors.DATABASE);
        } else {
            reply.ok();
        }
    }

    private static void quit(Session session, Args args, ReplyBuffer reply) {
        reply.ok();
        session.finish();
    }

    private static void reset(Session session, Args args, ReplyBuffer reply) {
        session.subscriptions().clear();
        session.info().name("");
        reply.simple("RESET");
    }

    private static void hello(Session session, Args args, ReplyBuffer reply) {
        if (args.count() > 1) {
            Whole whole = session.home().whole();
            if (!whole.parse(args, 1)) {
                reply.error("ERR Protocol version is not an integer or out of range");
                return;
            }
            if (whole.value() != 2) {
                reply.error("NOPROTO unsupported protocol version");
                return;
            }
        }
        String name = null;
        for (int i = 2; i < args.count(); i++) {
            if (args.is(i, "setname") && i + 1 < args.count()) {
                name = args.text(++i);
                if (!ClientCommand.isName(name)) {
                    reply.error(ClientCommand.BAD_NAME);
                    return;
                }
            } else if (args.is(i, "auth") && i + 2 < args.count()) {
                i += 2;
            } else {
                reply.error("ERR Syntax error in HELLO option '" + args.text(i) + "'");
                return;
            }
        }
        if (name != null) {
            session.info().name(name);
        }
        reply.array(14);
        reply.bulk("server");
        reply.bulk("enso");
        reply.bulk("version");
        reply.bulk(Settings.COMPATIBLE_VERSION);
        reply.bulk("proto");
        reply.integer(2);
        reply.bulk("id");
        reply.integer(session.info().id());
        reply.bulk("mode");
        reply.bulk("standalone");
        reply.bulk("role");
        reply.bulk("master");
        reply.bulk("modules");
        reply.array(0);
    }
}
