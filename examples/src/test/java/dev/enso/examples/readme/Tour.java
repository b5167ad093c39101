package dev.enso.examples.readme;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.enso.Enso;
import dev.enso.channel.Channel;
import dev.enso.net.Server;
import dev.enso.queues.Queues;
import dev.enso.timers.Timers;
import java.net.InetSocketAddress;
import java.time.Duration;

public class Tour {
    public static void main(String[] args) throws Exception {
        Channel<String> news = Queues.mpsc(16);
        try (Enso enso = Enso.start();
                Server echo = enso.serve(new InetSocketAddress("localhost", 0), c -> c.writeAll(c.input()))) {
            enso.spawn(enso.connect(
                            echo.address(),
                            c -> c.send(UTF_8.encode("hello"))
                                    .then(sent -> c.input()
                                            .copy(bytes -> UTF_8.decode(bytes))
                                            .first()))
                    .then(reply -> news.tx().send("echo: " + reply)));
            enso.spawn(Timers.interval(Duration.ofMillis(50))
                    .take(3)
                    .forEach(tick -> news.tx().offer("tick " + tick.number())));
            enso.spawn(news.rx().take(4).forEach(System.out::println)).get();
        }
    }
}
