package dev.enso.net;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@EnabledIfSystemProperty(
        named = "enso.long",
        matches = "true",
        disabledReason =
                "what code makes ready asks no transport but to be woken, as in SimulatedWakingTest: in -Plong")
class SimulatedRegistrationTest extends RegistrationContract {
    private final Transport transport = LiveNetwork.start().transport();

    @Override
    Transport transport() {
        return transport;
    }
}
