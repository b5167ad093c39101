package dev.enso.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A simulated file as somebody has opened it. */
final class SimulatedFile extends FileChannel {
    private final SimulatedFiles files;
    private final SimulatedFiles.Content content;
    private final boolean appends;
    private long position;

    SimulatedFile(SimulatedFiles files, SimulatedFiles.Content content, boolean appends) {
        this.files = files;
        this.content = content;
        this.appends = appends;
    }

    private void enter() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        files.fail(FileFault.ERROR);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int n = read(target, position);
        position += Math.max(0, n);
        return n;
    }

    @Override
    public int read(ByteBuffer target, long at) throws IOException {
        enter();
        if (at >= content.size) {
            return -1;
        }
        int n = files.shorten((int) Math.min(target.remaining(), content.size - at));
        target.put(content.bytes, (int) at, n);
        return n;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int n = write(source, appends ? content.size : position);
        position = appends ? content.size : position + n;
        return n;
    }

    @Override
    public int write(ByteBuffer source, long at) throws IOException {
        enter();
        files.fail(FileFault.NO_SPACE);
        int n = files.shorten(source.remaining());
        int end = Math.toIntExact(at + n);
        if (end > content.size) {
            content.resize(end);
        }
        source.get(content.bytes, (int) at, n);
        return n;
    }

    @Override
    public long size() throws IOException {
        enter();
        return content.size;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        enter();
        if (size < content.size) {
            content.resize((int) size);
        }
        position = Math.min(position, size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        enter();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    protected void implCloseChannel() {
        files.closed();
    }

    // Nobody here asks for these

    private static UnsupportedOperationException unknown() {
        return new UnsupportedOperationException("simulated files don't know this");
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw unknown();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw unknown();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) {
        throw unknown();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) {
        throw unknown();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw unknown();
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) {
        throw unknown();
    }

    @Override
    public FileLock tryLock(long from, long size, boolean shared) {
        throw unknown();
    }
}
