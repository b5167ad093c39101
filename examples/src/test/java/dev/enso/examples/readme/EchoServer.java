package dev.enso.examples.readme;

import dev.enso.Enso;

public class EchoServer {
    public static void main(String[] args) throws Exception {
        Enso enso = Enso.start();
        enso.serve(7007, connection -> connection.writeAll(connection.input()));
    }
}
