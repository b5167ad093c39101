package dev.enso.net;

import org.junit.jupiter.api.Tag;

@OnIoUring
@Tag("long") // the same selector as with TCP
class UringUnixPipingTest extends PipingContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }

    @Override
    Family family() {
        return Family.UNIX;
    }
}
