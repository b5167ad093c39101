package dev.enso.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.reactor.Reactor;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Netty's channels and loops on reactors that the test turns, on a clock that it sets. */
@Timeout(60)
abstract class NettyContract {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private Loop loop;
    private IoEventLoop events;

    abstract Transport transport();

    @BeforeEach
    void open() {
        loop = new Loop(transport(), 1, builder -> builder.poller(Netty::on));
        events = Netty.loop(loop.reactors.get(0));
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
    }

    // Commands.

    @Test
    void execute_fromOutside_runsInOrderWithinTheTurn() throws Exception {
        List<Integer> ran = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            int number = i;
            events.execute(() -> {
                assertTrue(events.inEventLoop());
                ran.add(number);
            });
        }
        assertFalse(events.inEventLoop());
        assertTrue(ran.isEmpty(), "nothing runs on the caller's thread");
        loop.until(() -> ran.size() == 1000);
        for (int i = 0; i < 1000; i++) {
            assertEquals(i, ran.get(i));
        }
    }

    @Test
    void execute_fromWithin_runsLaterAndInOrder() throws Exception {
        List<String> ran = new ArrayList<>();
        events.execute(() -> {
            events.execute(() -> ran.add("second"));
            ran.add("first");
        });
        events.execute(() -> ran.add("outside"));
        loop.until(() -> ran.size() == 3);
        assertEquals(List.of("first", "outside", "second"), ran);
    }

    @Test
    void commandsThatMakeCommands_leaveTheReactorToOthers() throws Exception {
        AtomicInteger turns = new AtomicInteger();
        Runnable[] again = {null};
        again[0] = () -> {
            turns.incrementAndGet();
            events.execute(again[0]);
        };
        events.execute(again[0]);
        boolean[] other = {false};
        loop.reactors.get(0).execute(() -> other[0] = true);
        loop.until(() -> turns.get() > 0);
        loop.turn();
        loop.turn();
        assertTrue(other[0]);
        // 256 polls a turn, 128 commands a poll.
        assertTrue(turns.get() <= 3 * 256 * 128, "a turn is bounded, and three ran " + turns + " commands");
    }

    @Test
    void commandThatFails_isToldAndStopsNoOther() throws Exception {
        boolean[] ran = {false};
        IllegalStateException failure = new IllegalStateException("a test's");
        events.execute(() -> {
            throw failure;
        });
        events.execute(() -> ran[0] = true);
        loop.until(() -> ran[0] && !loop.failures.isEmpty());
        assertSame(failure, loop.failures.get(0));
        assertTrue(loop.failed.get(0).contains("NettyLoop[enso-0"), loop.failed.get(0));
    }

    @Test
    void submit_answersValueAndFailure() throws Exception {
        Future<String> value = events.submit(() -> "done");
        Future<String> failed = events.submit(() -> {
            throw new IllegalArgumentException("no");
        });
        loop.until(() -> value.isDone() && failed.isDone());
        assertEquals("done", value.getNow());
        assertInstanceOf(IllegalArgumentException.class, failed.cause());
        assertTrue(loop.failures.isEmpty());
    }

    @Test
    void inEventLoop_isTrueInEveryTurnOfTheReactor() throws Exception {
        boolean[] inside = {false};
        loop.run(0, () -> inside[0] = events.inEventLoop());
        assertTrue(inside[0]);
        assertFalse(events.inEventLoop());
        assertFalse(events.inEventLoop(new Thread(() -> {})));
    }

    @Test
    void waitingInTheLoopForTheLoop_isRefused() throws Exception {
        List<Throwable> refused = new ArrayList<>();
        events.execute(() -> {
            refused.add(assertThrows(RejectedExecutionException.class, () -> events.invokeAll(List.of(() -> 1))));
            refused.add(
                    assertThrows(RejectedExecutionException.class, () -> events.awaitTermination(1, TimeUnit.SECONDS)));
            refused.add(assertThrows(
                    IllegalStateException.class, () -> events.newPromise().await()));
        });
        loop.until(() -> refused.size() == 3);
    }

    // Time.

    @Test
    void schedule_firesAtItsTimeAndNotBefore() throws Exception {
        boolean[] ran = {false};
        ScheduledFuture<?> outside = events.schedule(() -> ran[0] = true, 10, TimeUnit.MILLISECONDS);
        loop.quiet();
        loop.pass(Duration.ofMillis(9));
        loop.quiet();
        assertFalse(ran[0]);
        loop.pass(Duration.ofMillis(1));
        loop.until(outside::isDone);
        assertTrue(ran[0]);
    }

    @Test
    void schedule_fromAnyTaskOfTheReactor_isPartOfItsDeadline() throws Exception {
        ScheduledFuture<?>[] scheduled = {null};
        loop.run(0, () -> scheduled[0] = events.schedule(() -> "late", 5, TimeUnit.MILLISECONDS));
        long due = loop.time.get() + 5_000_000;
        assertEquals(due, loop.reactors.get(0).core().service(Netty.class).deadline());
        loop.time.set(due);
        loop.until(scheduled[0]::isDone);
        assertEquals("late", scheduled[0].getNow());
    }

    @Test
    void schedule_ofNoDelay_runsBehindWhatWaits() throws Exception {
        List<String> ran = new ArrayList<>();
        events.execute(() -> {
            events.schedule(() -> ran.add("scheduled"), 0, TimeUnit.NANOSECONDS);
            ran.add("now");
        });
        loop.until(() -> ran.size() == 2);
        assertEquals(List.of("now", "scheduled"), ran);
    }

    @Test
    void fixedRate_countsFromItsStartsAndFixedDelayFromItsEnds() throws Exception {
        AtomicInteger rate = new AtomicInteger();
        AtomicInteger delay = new AtomicInteger();
        ScheduledFuture<?> byRate = events.scheduleAtFixedRate(rate::incrementAndGet, 10, 10, TimeUnit.MILLISECONDS);
        ScheduledFuture<?> byDelay =
                events.scheduleWithFixedDelay(delay::incrementAndGet, 10, 10, TimeUnit.MILLISECONDS);
        loop.turn();
        loop.pass(Duration.ofMillis(35));
        loop.until(() -> rate.get() == 3 && delay.get() == 1);
        loop.quiet();
        assertEquals(3, rate.get());
        assertEquals(1, delay.get());
        byRate.cancel(false);
        byDelay.cancel(false);
        loop.turn();
        loop.pass(Duration.ofSeconds(1));
        loop.quiet();
        assertEquals(3, rate.get());
        assertEquals(1, delay.get());
    }

    @Test
    void cancel_beforeItsTime_neverRunsAndLeavesNoDeadline() throws Exception {
        boolean[] ran = {false};
        ScheduledFuture<?> scheduled = events.schedule(() -> ran[0] = true, 10, TimeUnit.MILLISECONDS);
        loop.turn();
        assertTrue(scheduled.cancel(false));
        loop.quiet();
        loop.pass(Duration.ofSeconds(1));
        loop.quiet();
        assertFalse(ran[0]);
        assertEquals(
                Long.MAX_VALUE, loop.reactors.get(0).core().service(Netty.class).deadline());
    }

    // Channels.

    @Test
    void echo_throughRealBootstraps() throws Exception {
        Channel server = serve(new Echo());
        StringBuilder heard = new StringBuilder();
        Channel client = connect(server, new Hears(heard));
        ChannelPromise promise = client.newPromise();
        client.writeAndFlush(text("hello"), promise);
        loop.until(() -> heard.length() == 5);
        assertEquals("hello", heard.toString());
        assertTrue(promise.isSuccess());
        assertSame(events, client.eventLoop());
        done(client.close());
        done(server.close());
        assertTrue(loop.failures.isEmpty(), loop.failures::toString);
    }

    @Test
    void muchMoreThanABuffer_arrivesWholeAndInOrder() throws Exception {
        Channel server = serve(new Echo());
        int size = 3_000_000;
        int[] heard = {0};
        boolean[] wrong = {false};
        Channel client = connect(server, new Shared() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ByteBuf bytes = (ByteBuf) message;
                while (bytes.isReadable()) {
                    wrong[0] |= bytes.readByte() != (byte) (heard[0]++ * 31 >> 3);
                }
                bytes.release();
            }
        });
        ByteBuf all = Unpooled.directBuffer(size);
        for (int i = 0; i < size; i++) {
            all.writeByte(i * 31 >> 3);
        }
        client.writeAndFlush(all);
        loop.until(() -> heard[0] == size);
        assertFalse(wrong[0]);
    }

    @Test
    void pipeline_runsInTheTurnAndMayUseWhatTheReactorHas() throws Exception {
        Reactor reactor = loop.reactors.get(0);
        List<Object> seen = new ArrayList<>();
        Channel server = serve(new Shared() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                seen.add(reactor.isOwner());
                // A handler of our own connections, called from within Netty's pipeline.
                reactor.spawn(Connection.connect(
                        new InetSocketAddress(
                                "127.0.0.1",
                                ((InetSocketAddress) ctx.channel().parent().localAddress()).getPort()),
                        ConnectionOptions.defaults(),
                        connection -> dev.enso.core.Future.call(() -> seen.add("connected"))));
                ctx.writeAndFlush(message);
            }
        });
        StringBuilder heard = new StringBuilder();
        Channel client = connect(server, new Hears(heard));
        client.writeAndFlush(text("x"));
        loop.until(() -> seen.contains("connected") && heard.length() == 1);
        assertEquals(true, seen.get(0));
        assertTrue(loop.failures.isEmpty(), loop.failures::toString);
    }

    @Test
    void refusedConnection_failsItsPromise() throws Exception {
        Channel server = serve(new Echo());
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        done(server.close());
        ChannelFuture connecting = new Bootstrap()
                .group(events)
                .channel(Netty.channel(transport()))
                .handler(new ChannelInboundHandlerAdapter())
                .connect(address);
        loop.until(connecting::isDone);
        assertInstanceOf(java.net.ConnectException.class, connecting.cause());
    }

    @Test
    void peerThatCloses_isSeenAndLeavesNothingBehind() throws Exception {
        AtomicInteger inactive = new AtomicInteger();
        Channel server = serve(new Shared() {
            @Override
            public void channelInactive(ChannelHandlerContext ctx) {
                inactive.incrementAndGet();
            }
        });
        for (int i = 0; i < 20; i++) {
            Channel client = connect(server, new ChannelInboundHandlerAdapter());
            done(client.close());
            int closed = i + 1;
            loop.until(() -> inactive.get() == closed);
        }
        loop.until(() -> ((NettyLoop) events).run().channels() == 1);
    }

    @Test
    void channelOfAnotherTransport_isRefusedByName() throws Exception {
        assertFalse(events.isCompatible(OtherHandle.class));
        Future<?> registered = events.register((IoHandle) new OtherHandle());
        loop.until(registered::isDone);
        assertInstanceOf(IllegalArgumentException.class, registered.cause());
        assertTrue(registered.cause().getMessage().contains("Netty.serverChannel"), registered.cause()::getMessage);
    }

    // The end.

    @Test
    void shutdown_runsWhatWasTakenClosesChannelsAndRefusesTheRest() throws Exception {
        Channel server = serve(new Echo());
        Channel client = connect(server, new ChannelInboundHandlerAdapter());
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 500; i++) {
            events.execute(ran::incrementAndGet);
        }
        ScheduledFuture<?> late = events.schedule(ran::incrementAndGet, 1, TimeUnit.HOURS);
        Future<?> end = events.shutdownGracefully(0, 10, TimeUnit.SECONDS);
        assertTrue(events.isShuttingDown());
        assertSame(end, events.shutdownGracefully(0, 10, TimeUnit.SECONDS));
        loop.until(events::isTerminated);
        assertTrue(end.await(20, TimeUnit.SECONDS));
        assertEquals(500, ran.get());
        assertTrue(late.isCancelled());
        assertFalse(server.isOpen());
        assertFalse(client.isOpen());
        assertEquals(0, ((NettyLoop) events).run().channels());
        assertThrows(RejectedExecutionException.class, () -> events.execute(() -> {}));
        assertThrows(RejectedExecutionException.class, () -> events.schedule(() -> {}, 1, TimeUnit.SECONDS));
        loop.run(0, () -> {
            assertThrows(RejectedExecutionException.class, () -> events.execute(() -> {}));
            assertThrows(RejectedExecutionException.class, () -> events.schedule(() -> {}, 1, TimeUnit.SECONDS));
        });
        assertTrue(events.awaitTermination(0, TimeUnit.SECONDS));
        assertTrue(loop.failures.isEmpty(), loop.failures::toString);
    }

    @Test
    void shutdown_leavesTheReactorAndOtherLoopsAlone() throws Exception {
        IoEventLoop other = Netty.loop(loop.reactors.get(0));
        assertNotSame(events, other);
        Channel server = serve(other, new Echo());
        events.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        loop.until(events::isTerminated);
        boolean[] ran = {false};
        other.execute(() -> ran[0] = true);
        loop.until(() -> ran[0]);
        assertTrue(server.isOpen());
    }

    @Test
    void quietPeriod_isStartedAgainByEachCommand() throws Exception {
        events.shutdownGracefully(100, 10_000, TimeUnit.MILLISECONDS);
        loop.turn();
        loop.pass(Duration.ofMillis(90));
        events.execute(() -> {});
        loop.quiet();
        loop.pass(Duration.ofMillis(90));
        loop.quiet();
        assertFalse(events.isShutdown());
        loop.pass(Duration.ofMillis(10));
        loop.until(events::isTerminated);
    }

    @Test
    void timeout_endsALoopThatIsNeverQuiet() throws Exception {
        Runnable[] again = {null};
        AtomicInteger refused = new AtomicInteger();
        again[0] = () -> {
            try {
                events.execute(again[0]);
            } catch (RejectedExecutionException e) {
                refused.incrementAndGet();
            }
        };
        events.execute(again[0]);
        events.shutdownGracefully(100, 1000, TimeUnit.MILLISECONDS);
        loop.quiet();
        assertFalse(events.isShutdown());
        loop.pass(Duration.ofMillis(1000));
        loop.until(events::isTerminated);
        assertEquals(1, refused.get());
    }

    @Test
    void reactorsThatClose_endTheLoopAndRunWhatItTook() throws Exception {
        Channel server = serve(new Echo());
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            events.execute(ran::incrementAndGet);
        }
        assertTrue(loop.reactors.close(Duration.ofSeconds(10)).isClean());
        assertTrue(events.isTerminated());
        assertEquals(100, ran.get());
        assertFalse(server.isOpen());
        assertThrows(RejectedExecutionException.class, () -> events.execute(() -> {}));
        assertThrows(RejectedExecutionException.class, () -> Netty.loop(loop.reactors.get(0)));
    }

    @Test
    void group_givesItsLoopsOutInTurnAndEndsWithThem() throws Exception {
        Loop two = new Loop(transport(), 2, builder -> builder.poller(Netty::on));
        try {
            IoEventLoopGroup group = Netty.group(two.reactors);
            IoEventLoop first = group.next();
            IoEventLoop second = group.next();
            assertNotSame(first, second);
            assertSame(first, group.next());
            assertSame(group, first.parent());
            Future<?> end = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            two.until(group::isTerminated);
            assertTrue(end.await(20, TimeUnit.SECONDS));
            assertThrows(RejectedExecutionException.class, () -> group.execute(() -> {}));
        } finally {
            two.close();
        }
    }

    @Test
    void group_passesOverLoopsThatEndAndLeavesTheOthersInTurn() throws Exception {
        Loop three = new Loop(transport(), 3, builder -> builder.poller(Netty::on));
        try {
            IoEventLoopGroup group = Netty.group(three.reactors);
            List<IoEventLoop> loops = List.of(group.next(), group.next(), group.next());
            loops.get(1).shutdownGracefully(0, 1, TimeUnit.SECONDS);
            assertEquals(
                    List.of(loops.get(0), loops.get(2), loops.get(0), loops.get(2)),
                    List.of(group.next(), group.next(), group.next(), group.next()));
            three.until(loops.get(1)::isTerminated);
            assertFalse(group.isShuttingDown());
            assertSame(loops.get(0), group.next());
            loops.get(2).shutdownGracefully(0, 1, TimeUnit.SECONDS);
            assertEquals(List.of(loops.get(0), loops.get(0)), List.of(group.next(), group.next()));
            loops.get(0).shutdownGracefully(0, 1, TimeUnit.SECONDS);
            three.until(group::isTerminated);
            assertThrows(RejectedExecutionException.class, () -> group.next().execute(() -> {}));
        } finally {
            three.close();
        }
    }

    private Channel serve(ChannelInboundHandlerAdapter handler) throws Exception {
        return serve(events, handler);
    }

    private Channel serve(IoEventLoop on, ChannelInboundHandlerAdapter handler) throws Exception {
        ChannelFuture bound = new ServerBootstrap()
                .group(on)
                .channel(Netty.serverChannel(transport()))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(handler);
                    }
                })
                .bind(ANY);
        done(bound);
        return bound.channel();
    }

    private Channel connect(Channel server, ChannelInboundHandlerAdapter handler) throws Exception {
        ChannelFuture connected = new Bootstrap()
                .group(events)
                .channel(Netty.channel(transport()))
                .handler(handler)
                .connect(server.localAddress());
        done(connected);
        return connected.channel();
    }

    private void done(ChannelFuture future) throws Exception {
        loop.until(future::isDone);
        if (future.cause() != null) {
            throw new AssertionError(future.cause());
        }
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }

    private static class Shared extends ChannelInboundHandlerAdapter {
        @Override
        public final boolean isSharable() {
            return true;
        }
    }

    @io.netty.channel.ChannelHandler.Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }
    }

    private static final class Hears extends ChannelInboundHandlerAdapter {
        private final StringBuilder heard;

        Hears(StringBuilder heard) {
            this.heard = heard;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            heard.append(((ByteBuf) message).toString(US_ASCII));
            ((ByteBuf) message).release();
        }
    }

    private static final class OtherHandle implements IoHandle {
        @Override
        public void handle(io.netty.channel.IoRegistration registration, io.netty.channel.IoEvent event) {}

        @Override
        public void close() {}
    }
}
