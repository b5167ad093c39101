package dev.enso.examples.kv;

import java.util.Locale;

/** INFO: the sums of what all reactors counted. */
final class InfoCommand implements Command.AtShards {
    private static final int KEYS = 0;
    private static final int EXPIRING = 1;
    private static final int EXPIRED = 2;
    private static final int USED = 3;
    private static final int CLIENTS = 4;
    private static final int SUBSCRIBERS = 5;
    private static final int COMMANDS = 6;
    private static final int CONNECTIONS = 7;
    private static final int HITS = 8;
    private static final int MISSES = 9;
    private static final int ERRORS = 10;
    private static final int UPTIME = 11;
    private static final int FIGURES = 12;
    private static final long SECOND = 1_000_000_000;
    private static final long DAY = 86_400;

    @Override
    public boolean step(Call call, int step, ReplyBuffer reply) {
        if (step == 0) {
            call.addLegs();
            return true;
        }
        reply.bulk(text(call, figures(call)));
        return false;
    }

    @Override
    public void visit(Shard shard, Call call, Leg leg) {
        Keyspace keys = shard.keys();
        Counters counters = shard.counters();
        long subscribers = 0;
        for (Session session : shard.sessions()) {
            subscribers += session.subscriptions().count() > 0 ? 1 : 0;
        }
        long[] figures = new long[FIGURES];
        figures[KEYS] = keys.size();
        figures[EXPIRING] = keys.expiring();
        figures[EXPIRED] = keys.expired();
        figures[USED] = shard.used();
        figures[CLIENTS] = shard.sessions().size();
        figures[SUBSCRIBERS] = subscribers;
        figures[COMMANDS] = counters.commands;
        figures[CONNECTIONS] = counters.connections;
        figures[HITS] = counters.hits;
        figures[MISSES] = counters.misses;
        figures[ERRORS] = counters.errors;
        for (long figure : figures) {
            leg.reply().bulk(figure);
        }
    }

    private static long[] figures(Call call) {
        Whole whole = call.session().home().whole();
        long[] sums = new long[FIGURES];
        for (int i = 0; i < call.legCount(); i++) {
            BulkReader reader = new BulkReader(call.leg(i).reply());
            for (int figure = 0; reader.next(); figure++) {
                whole.parse(reader.bytes(), reader.offset(), reader.length());
                sums[figure] += whole.value();
            }
        }
        sums[UPTIME] = call.session().home().keys().now() / SECOND;
        return sums;
    }

    private static String text(Call call, long[] figures) {
        Args args = call.args();
        Settings settings = call.session().home().settings();
        StringBuilder text = new StringBuilder();
        if (asks(args, "server")) {
            section(text, "Server");
            line(text, "redis_version", Settings.COMPATIBLE_VERSION);
            line(text, "server_name", "enso");
            line(text, "redis_mode", "standalone");
            line(text, "os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
            line(text, "java_version", System.getProperty("java.version"));
            line(text, "process_id", settings.processId());
            line(text, "tcp_port", settings.port());
            line(text, "reactors", call.shards());
            line(text, "uptime_in_seconds", figures[UPTIME]);
            line(text, "uptime_in_days", figures[UPTIME] / DAY);
        }
        if (asks(args, "clients")) {
            section(text, "Clients");
            line(text, "connected_clients", figures[CLIENTS]);
            line(text, "pubsub_clients", figures[SUBSCRIBERS]);
            line(text, "blocked_clients", 0);
        }
        if (asks(args, "memory")) {
            section(text, "Memory");
            line(text, "used_memory", figures[USED]);
            line(text, "used_memory_human", human(figures[USED]));
            line(text, "maxmemory", settings.maxMemory());
            line(text, "maxmemory_human", human(settings.maxMemory()));
            line(text, "maxmemory_policy", "noeviction");
        }
        if (asks(args, "persistence")) {
            section(text, "Persistence");
            line(text, "loading", 0);
            line(text, "aof_enabled", 0);
        }
        if (asks(args, "stats")) {
            section(text, "Stats");
            line(text, "total_connections_received", figures[CONNECTIONS]);
            line(text, "total_commands_processed", figures[COMMANDS]);
            line(text, "expired_keys", figures[EXPIRED]);
            line(text, "evicted_keys", 0);
            line(text, "keyspace_hits", figures[HITS]);
            line(text, "keyspace_misses", figures[MISSES]);
            line(text, "total_error_replies", figures[ERRORS]);
        }
        if (asks(args, "replication")) {
            section(text, "Replication");
            line(text, "role", "master");
            line(text, "connected_slaves", 0);
        }
        if (asks(args, "cluster")) {
            section(text, "Cluster");
            line(text, "cluster_enabled", 0);
        }
        if (asks(args, "keyspace")) {
            section(text, "Keyspace");
            if (figures[KEYS] > 0) {
                line(text, "db0", "keys=" + figures[KEYS] + ",expires=" + figures[EXPIRING] + ",avg_ttl=0");
            }
        }
        return text.toString();
    }

    private static boolean asks(Args args, String section) {
        for (int i = 1; i < args.count(); i++) {
            if (args.is(i, section) || args.is(i, "all") || args.is(i, "default") || args.is(i, "everything")) {
                return true;
            }
        }
        return args.count() == 1;
    }

    private static void section(StringBuilder text, String name) {
        if (text.length() > 0) {
            text.append("\r\n");
        }
        text.append("# ").append(name).append("\r\n");
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append(name).append(':').append(value).append("\r\n");
    }

    private static String human(long bytes) {
        String units = "BKMGTP";
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length() - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + "B" : String.format(Locale.ROOT, "%.2f%c", value, units.charAt(unit));
    }
}
