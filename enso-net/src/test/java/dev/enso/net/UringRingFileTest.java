package dev.enso.net;

import org.junit.jupiter.api.Tag;

@OnIoUring
@Tag("long") // the same ring as with epoll
class UringRingFileTest extends FileContract {
    @Override
    Storage storage() {
        return Storage.ioUring();
    }

    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
