package dev.enso.net;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@OnIoUring
@EnabledIfSystemProperty(
        named = "enso.long",
        matches = "true",
        disabledReason = "what leaves a ring and enters another is in UringPollTest: in -Plong")
class UringHandoverTest extends DescriptorHandoverContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
