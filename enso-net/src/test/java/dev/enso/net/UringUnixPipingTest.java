package dev.enso.net;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@OnIoUring
@EnabledIfSystemProperty(
        named = "enso.long",
        matches = "true",
        disabledReason = "the same selector as with TCP: in -Plong")
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
