package dev.enso.net;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@OnIoUring
@EnabledIfSystemProperty(
        named = "enso.long",
        matches = "true",
        disabledReason = "the same ring as with epoll: in -Plong")
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
