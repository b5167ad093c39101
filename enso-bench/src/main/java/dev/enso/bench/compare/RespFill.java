package dev.enso.bench.compare;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Fills a store with keys and values of 16 bytes each. */
final class RespFill {
    private static final int BATCH = 1000;
    private static final int TIMEOUT_MILLIS = 30_000;

    private RespFill() {}

    /**
     * Sets so many different keys, and looks that all are there.
     *
     * @throws IOException when the store answers with anything but what it should
     */
    static void fill(int port, int values) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream output = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
            InputStream input = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            for (int done = 0; done < values; done += BATCH) {
                int batch = Math.min(BATCH, values - done);
                for (int i = 0; i < batch; i++) {
                    output.write(set(done + i));
                }
                output.flush();
                for (int i = 0; i < batch; i++) {
                    expect(input, "+OK");
                }
            }
            output.write("*1\r\n$6\r\nDBSIZE\r\n".getBytes(StandardCharsets.US_ASCII));
            output.flush();
            expect(input, ":" + values);
        }
    }

    private static byte[] set(int number) {
        String digits = String.format(Locale.ROOT, "%012d", number);
        String command = "*3\r\n$3\r\nSET\r\n$16\r\nkey:" + digits + "\r\n$16\r\nval:" + digits + "\r\n";
        return command.getBytes(StandardCharsets.US_ASCII);
    }

    private static void expect(InputStream input, String wanted) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next; (next = input.read()) != '\n'; ) {
            if (next < 0) {
                throw new EOFException("the store has closed the connection while it was filled");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        if (!wanted.contentEquals(line)) {
            throw new IOException("the store answers \"" + line + "\" where \"" + wanted + "\" should come");
        }
    }
}
