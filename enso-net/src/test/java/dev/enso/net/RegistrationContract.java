package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for readiness that code sets, on every transport. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class RegistrationContract {
    private static final Token A = new Token(1);
    private static final Token B = new Token(2);

    private Net net;
    private Registration registration;
    private SetReadiness setter;

    abstract Transport transport();

    @BeforeEach
    void open() throws IOException {
        net = new Net(transport());
        registration = net.closing(new Registration());
        setter = registration.setReadiness();
    }

    @AfterEach
    void close() throws IOException {
        net.close();
    }

    private List<Net.Seen> look() throws IOException {
        net.poll.poll(net.events, Duration.ZERO);
        List<Net.Seen> seen = new ArrayList<>();
        net.events.forEach(event -> seen.add(new Net.Seen(event.token(), event.ready())));
        return seen;
    }

    @Test
    void setting_isAnEvent_andOnlyOne() throws IOException {
        net.registry.register(registration, A, Net.BOTH);
        assertEquals(List.of(), look());
        setter.set(Ready.READABLE);
        assertEquals(List.of(new Net.Seen(A, Ready.READABLE)), look());
        assertEquals(List.of(), look());
        assertEquals(Ready.READABLE, setter.readiness());
        setter.set(Ready.READABLE);
        assertEquals(List.of(new Net.Seen(A, Ready.READABLE)), look());
    }

    @Test
    void settingAgainBeforeTheEvent_isOneEventWithTheLast() throws IOException {
        net.registry.register(registration, A, Net.BOTH);
        setter.set(Ready.READABLE);
        setter.set(Ready.WRITABLE);
        assertEquals(List.of(new Net.Seen(A, Ready.WRITABLE)), look());
        setter.set(Ready.READABLE);
        setter.set(Ready.EMPTY);
        assertEquals(List.of(), look());
    }

    @Test
    void whatWasSetBefore_isReportedByRegisteringAndReregistering() throws IOException {
        setter.set(Ready.READABLE.or(Ready.WRITABLE));
        net.registry.register(registration, A, Interest.READABLE);
        assertEquals(List.of(new Net.Seen(A, Ready.READABLE)), look());
        net.registry.reregister(registration, B, Interest.WRITABLE);
        assertEquals(List.of(new Net.Seen(B, Ready.WRITABLE)), look());
    }

    @Test
    void whatIsOfNoInterest_isNotReported_butHintsAre() throws IOException {
        net.registry.register(registration, A, Interest.READABLE);
        setter.set(Ready.WRITABLE);
        assertEquals(List.of(), look());
        setter.set(Ready.READ_CLOSED);
        assertEquals(List.of(new Net.Seen(A, Ready.READ_CLOSED)), look());
    }

    @Test
    void afterDeregistering_nothingIsReported_alsoWhatWasUnderWay() throws IOException {
        net.registry.register(registration, A, Net.BOTH);
        setter.set(Ready.READABLE);
        net.registry.deregister(registration);
        assertEquals(List.of(), look());
        setter.set(Ready.WRITABLE);
        assertEquals(List.of(), look());
        try (Net other = new Net(transport())) {
            other.registry.register(registration, B, Net.BOTH);
            other.untilEvent(B, Ready.WRITABLE);
            other.registry.deregister(registration);
        }
        assertThrows(IllegalStateException.class, () -> net.registry.deregister(registration));
    }

    @Test
    void closed_isReadyForNothing() throws IOException {
        net.registry.register(registration, A, Net.BOTH);
        setter.set(Ready.READABLE);
        registration.close();
        registration.close();
        assertFalse(registration.isOpen());
        assertEquals(List.of(), look());
        assertThrows(ClosedChannelException.class, () -> net.registry.register(registration, A, Net.BOTH));
        setter.set(Ready.READABLE);
        assertEquals(List.of(), look());
        assertTrue(registration.fd().isEmpty());
    }

    /** A lost edge would let the poll sleep until its timeout, and the test fail. */
    @Test
    void settingFromAnotherThread_endsTheSleepAndLosesNoEdge() throws Exception {
        int rounds = 20_000;
        AtomicInteger published = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        net.registry.register(registration, A, Interest.READABLE);
        Thread setting = new Thread(() -> {
            for (int i = 1; i <= rounds; i++) {
                published.set(i);
                setter.set(Ready.READABLE);
                while (i % 64 == 0 && seen.get() < i) {
                    Thread.onSpinWait();
                }
            }
        });
        setting.start();
        while (seen.get() < rounds) {
            assertTrue(net.poll.poll(net.events, Net.PATIENCE) > 0, () -> "lost after " + seen.get());
            seen.set(published.get());
        }
        setting.join();
    }
}
