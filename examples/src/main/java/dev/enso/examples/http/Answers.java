package dev.enso.examples.http;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Answers {@code GET /plaintext}, {@code POST /echo} and {@code GET} of a file by its name. One for all connections. */
@ChannelHandler.Sharable
final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final ByteBuf HELLO = constant("Hello, World!");
    private static final ByteBuf NOT_FOUND = constant("there is no such thing here\n");
    private static final ByteBuf NOT_ALLOWED = constant("this is not done to that\n");
    private static final System.Logger LOG = System.getLogger("dev.enso.examples");

    private final Map<String, byte[]> files;

    /**
     * @param files contents by name
     */
    Answers(Map<String, byte[]> files) {
        this.files = files;
    }

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII))
                .asReadOnly();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        FullHttpResponse response = answer(request);
        // Where the next request begins is unknown behind one that was not understood.
        boolean keepAlive = request.decoderResult().isSuccess() && HttpUtil.isKeepAlive(request);
        response.headers().setInt(CONTENT_LENGTH, response.content().readableBytes());
        HttpUtil.setKeepAlive(response, keepAlive);
        ChannelFuture written = ctx.write(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private FullHttpResponse answer(FullHttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            return text(HttpResponseStatus.BAD_REQUEST, Unpooled.EMPTY_BUFFER);
        }
        String path = path(request.uri());
        boolean get = request.method().equals(HttpMethod.GET);
        if (path.equals("/echo")) {
            return request.method().equals(HttpMethod.POST)
                    ? response(HttpResponseStatus.OK, request.content().retain(), "application/octet-stream")
                    : text(HttpResponseStatus.METHOD_NOT_ALLOWED, NOT_ALLOWED.duplicate());
        }
        if (path.equals("/plaintext")) {
            return get
                    ? text(HttpResponseStatus.OK, HELLO.duplicate())
                    : text(HttpResponseStatus.METHOD_NOT_ALLOWED, NOT_ALLOWED.duplicate());
        }
        byte[] file = files.get(path.substring(1));
        if (file == null) {
            return text(HttpResponseStatus.NOT_FOUND, NOT_FOUND.duplicate());
        }
        return get
                ? response(HttpResponseStatus.OK, Unpooled.wrappedBuffer(file), "application/octet-stream")
                : text(HttpResponseStatus.METHOD_NOT_ALLOWED, NOT_ALLOWED.duplicate());
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        return path.startsWith("/") ? path : "/" + path;
    }

    private static FullHttpResponse text(HttpResponseStatus status, ByteBuf content) {
        return response(status, content, "text/plain");
    }

    private static FullHttpResponse response(HttpResponseStatus status, ByteBuf content, String type) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers().set(CONTENT_TYPE, type);
        return response;
    }

    /** What was pipelined is answered by one write. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    /** Who doesn't read its answers is not asked for more requests. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        channel.config().setAutoRead(channel.isWritable());
    }

    /** A peer that resets its connection, or ends it within a request, is no failure of the server. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean peer = cause instanceof IOException || cause instanceof PrematureChannelClosureException;
        LOG.log(peer ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING, ctx.channel() + " is closed", cause);
        ctx.close();
    }
}
