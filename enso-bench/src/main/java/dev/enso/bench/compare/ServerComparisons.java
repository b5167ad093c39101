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
        new ServerComparisons(new Topic("proxy", all)).proxy();
        new ServerComparisons(new Topic("http", all)).http();
        new ServerComparisons(new Topic("kv", all)).kv();
    }

    private static final int CONNECTIONS = 50;
    private static final int MANY_CONNECTIONS = 500;

    private void echo() {
        echo("1", CONNECTIONS, 1);
        echo("16", CONNECTIONS, 16);
        echo("500", MANY_CONNECTIONS, 1);
    }

    private void echo(String suffix, int connections, int depth) {
        String what =
                "a message of 64 bytes is echoed, " + connections + " connections, " + depth + " under way on each";
        Contender ours = Contender.enso(new EchoTrial(EchoKind.ENSO, connections, depth));
        Contender bare =
                new Contender("Netty's bare IoHandler", new EchoTrial(EchoKind.IO_HANDLER, connections, depth));
        Contender pipeline = new Contender("a Netty pipeline", new EchoTrial(EchoKind.NETTY, connections, depth));
        topic.add("echo-io-handler-" + suffix, what, ours, bare, Figure.CPU, "≤ 1.03");
        topic.add("echo-io-handler-" + suffix + "-rate", what, ours, bare, Figure.MESSAGE_RATE, "≥ 1");
        topic.add("echo-netty-" + suffix, what, ours, pipeline, Figure.CPU, "< 1");
        topic.add("echo-netty-" + suffix + "-rate", what, ours, pipeline, Figure.MESSAGE_RATE, "≥ 1");
    }

    private void proxy() {
        topic.add(
                "proxy-haproxy",
                "8 connections, as much as gets through in one direction",
                new Contender("Ensō proxy", new ProxyTrial(Program.ENSO_PROXY)),
                new Contender("HAProxy, TCP mode", new ProxyTrial(Program.HAPROXY)),
                Figure.GIGABYTE,
                "≤ 1");
    }

    private void http() {
        String what = "GET of 13 bytes of plain text, 50 connections";
        Contender ours = new Contender("Ensō http", new HttpTrial(Program.ENSO_HTTP));
        topic.add(
                "http-vertx",
                what,
                ours,
                new Contender("Vert.x", new HttpTrial(Program.VERTX_HTTP)),
                Figure.EFFICIENCY,
                "≥ 1");
        topic.add(
                "http-netty",
                what,
                ours,
                new Contender("Netty's loop and HTTP codec", new HttpTrial(Program.NETTY_HTTP)),
                Figure.EFFICIENCY,
                "≥ 1");
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
