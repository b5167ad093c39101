package dev.enso;

import dev.enso.net.OnIoUring;
import dev.enso.net.Transport;
import org.junit.jupiter.api.Tag;

@OnIoUring
@Tag("long") // takes seconds
class UringEnsoTest extends EnsoContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }

    /** Netty's handler makes an object of 16 bytes whenever it looks, and a message takes one look or two. */
    @Override
    int garbageOfTransport() {
        return 32;
    }
}
