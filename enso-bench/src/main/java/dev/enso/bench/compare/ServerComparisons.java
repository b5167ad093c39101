package dev.enso.bench.compare;

import dev.enso.bench.EchoKind;
import java.util.List;

/** Whole servers, each in a process of its own. */
final class ServerComparisons {
    private final Topic topic;

    private ServerComparisons(Topic topic) {
        this.topic = topic;
    }

    static void addTo(List<Comparison> all) {
        new ServerComparisons(new Topic("echo", all)).echo();
        new ServerComparisons(new Topic("kv", all)).kv();
    }

    private static final int CONNECTIONS = 50;

    private void echo() {
        for (int depth : new int[] {1, 16}) {
            String what =
                    "a message of 64 bytes is echoed, " + CONNECTIONS + " connections, " + depth + " under way on each";
            Contender ours = Contender.enso(echo(EchoKind.ENSO, depth));
            topic.add(
                    "echo-io-handler-" + depth,
                    what,
                    ours,
                    new Contender("Netty's bare IoHandler", echo(EchoKind.IO_HANDLER, depth)),
                    Figure.CPU,
                    "≤ 1");
            topic.add(
                    "echo-netty-" + depth,
                    what,
                    ours,
                    new Contender("a Netty pipeline", echo(EchoKind.NETTY, depth)),
                    Figure.CPU,
                    "< 1");
        }
    }

    private void kv() {
        for (int pipeline : new int[] {16, 1}) {
            Contender ours = new Contender("Ensō kv", new KvTrial(Program.ENSO_KV, pipeline));
            Contender redis = new Contender("redis-server", new KvTrial(Program.REDIS, pipeline));
            String load = ", 50 connections, pipeline " + pipeline;
            String rate = pipeline == 1 ? "≥ 0.95" : "≥ 1";
            String at = "-p" + pipeline;
            topic.add("kv-get" + at, "GET" + load, ours, redis, Figure.GET_RATE, rate);
            topic.add("kv-set" + at, "SET" + load, ours, redis, Figure.SET_RATE, rate);
            topic.add("kv-get" + at + "-p99", "GET" + load + ", p99", ours, redis, Figure.GET_P99, "≤ 1.1");
            topic.add("kv-set" + at + "-p99", "SET" + load + ", p99", ours, redis, Figure.SET_P99, "≤ 1.1");
        }
        topic.add(
                "kv-memory",
                "resident memory with a million keys and values of 16 bytes",
                new Contender("Ensō kv", new KvMemoryTrial(Program.ENSO_KV)),
                new Contender("redis-server", new KvMemoryTrial(Program.REDIS)),
                Figure.RESIDENT,
                "≤ 2");
    }

    static EchoTrial echo(EchoKind kind, int depth) {
        return new EchoTrial(kind, CONNECTIONS, depth);
    }
}
