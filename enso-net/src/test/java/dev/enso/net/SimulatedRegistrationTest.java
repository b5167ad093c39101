package dev.enso.net;

import org.junit.jupiter.api.Tag;

@Tag("long") // what code makes ready asks no transport but to be woken, as in SimulatedWakingTest
class SimulatedRegistrationTest extends RegistrationContract {
    private final Transport transport = LiveNetwork.start().transport();

    @Override
    Transport transport() {
        return transport;
    }
}
