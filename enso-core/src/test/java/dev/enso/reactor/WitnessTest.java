package dev.enso.reactor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WitnessTest {
    /** What the kernel writes about a thread: time on a CPU, time waiting for one, how often it ran. */
    @ParameterizedTest
    @CsvSource({
        "'12 345 6\n', 345",
        "'0 0 0\n', 0",
        "'9000000000000 8123456789012345678 1\n', 8123456789012345678",
        "'12 345', 345",
        "'12', -1",
        "'12 ', -1",
        "'', -1"
    })
    void delay_isTheSecondNumber(String line, long nanos) {
        byte[] bytes = line.getBytes(US_ASCII);
        assertEquals(nanos, Witness.SystemWitness.second(bytes, bytes.length));
    }
}
