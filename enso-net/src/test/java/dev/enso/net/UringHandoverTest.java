package dev.enso.net;

import org.junit.jupiter.api.Tag;

@OnIoUring
@Tag("long") // what leaves a ring and enters another is in UringPollTest
class UringHandoverTest extends DescriptorHandoverContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
