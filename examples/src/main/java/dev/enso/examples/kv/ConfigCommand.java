package dev.enso.examples.kv;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** CONFIG: shows the settings under the names that clients know. They are given at the start and can't be changed. */
final class ConfigCommand implements Command.AtShards {
    private static final List<Subcommand> SUBCOMMANDS = List.of(
            new Subcommand("get", -3, "GET <pattern> [<pattern> ...]", "Settings whose names match."),
            new Subcommand("help", 2, "HELP", "This text."),
            new Subcommand("resetstat", 2, "RESETSTAT", "Sets the counters of INFO to zero."),
            new Subcommand("rewrite", 2, "REWRITE", "Fails: there is no configuration file."),
            new Subcommand("set", -4, "SET <name> <value> [...]", "Fails: settings are given at the start."));

    @Override
    public boolean step(Call call, int step, ReplyBuffer reply) {
        if (step > 0) {
            reply.ok();
            return false;
        }
        Args args = call.args();
        Map<String, String> parameters = parameters(call.session().home().settings());
        String error = Subcommand.check("CONFIG", SUBCOMMANDS, args);
        if (error != null) {
            reply.error(error);
            return false;
        }
        switch (Ascii.lower(args, 1)) {
            case "resetstat" -> {
                call.addLegs();
                return true;
            }
            case "get" -> get(args, parameters, reply);
            case "set" -> reply.error(set(args, parameters));
            case "rewrite" -> reply.error("ERR The server is running without a config file");
            default -> Subcommand.help("CONFIG", SUBCOMMANDS, reply);
        }
        return false;
    }

    @Override
    public void visit(Shard shard, Call call, Leg leg) {
        shard.counters().reset();
    }

    private static Map<String, String> parameters(Settings settings) {
        Limits limits = settings.limits();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("appendonly", "no");
        parameters.put("bind", settings.host());
        parameters.put("client-query-buffer-limit", String.valueOf(limits.maxInput()));
        parameters.put("cluster-enabled", "no");
        parameters.put("databases", "1");
        parameters.put("maxmemory", String.valueOf(settings.maxMemory()));
        parameters.put("maxmemory-policy", "noeviction");
        parameters.put("port", String.valueOf(settings.port()));
        parameters.put("proto-max-bulk-len", String.valueOf(limits.maxBulk()));
        parameters.put("save", "");
        parameters.put("timeout", "0");
        return parameters;
    }

    private static void get(Args args, Map<String, String> parameters, ReplyBuffer reply) {
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 2; i < args.count(); i++) {
            Glob glob = new Glob(ReplyBuffer.ascii(Ascii.lower(args, i)));
            parameters.forEach((name, value) -> {
                if (glob.matches(ReplyBuffer.ascii(name), 0, name.length())) {
                    found.put(name, value);
                }
            });
        }
        reply.array(2 * found.size());
        found.forEach((name, value) -> {
            reply.bulk(name);
            reply.bulk(value);
        });
    }

    private static String set(Args args, Map<String, String> parameters) {
        if (args.count() % 2 != 0) {
            return Errors.arity("config|set");
        }
        for (int i = 2; i < args.count(); i += 2) {
            if (!parameters.containsKey(Ascii.lower(args, i))) {
                return "ERR Unknown option or number of arguments for CONFIG SET - '" + args.text(i) + "'";
            }
        }
        return "ERR CONFIG SET failed (possibly related to argument '" + args.text(2)
                + "') - can't set immutable config";
    }
}
