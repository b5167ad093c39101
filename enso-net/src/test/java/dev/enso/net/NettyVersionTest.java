package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NettyVersionTest {
    @Test
    void builtWith_isTheVersionOnThisPath() {
        assertEquals(
                NettyVersion.BUILT_WITH,
                io.netty.util.Version.class.getPackage().getImplementationVersion());
        NettyVersion.ensureNotOlder(NettyVersionTest.class.getClassLoader());
    }

    @ParameterizedTest
    @CsvSource({
        "4.1.100.Final, 4.2.18.Final, true",
        "4.2.9.Final, 4.2.18.Final, true",
        "3.99.99.Final, 4.2.18.Final, true",
        "4.2.18.Final, 4.2.18.Final, false",
        "4.2.19.Final, 4.2.18.Final, false",
        "4.10.0, 4.2.18.Final, false",
        "5.0.0.Alpha2, 4.2.18.Final, false",
        "4.2.18.redhat-00001, 4.2.18.Final, false",
        "unknown, 4.2.18.Final, false"
    })
    void isOlder_comparesNumbers(String version, String than, boolean older) {
        assertEquals(older, NettyVersion.isOlder(version, than));
    }

    @Test
    void anOlderNetty_isRefusedWithBothVersions() {
        TransportUnavailableException refused = assertThrows(
                TransportUnavailableException.class,
                () -> NettyVersion.ensureNotOlder("4.1.100.Final", "netty-common"));
        assertTrue(refused.getMessage().contains("4.1.100.Final"), refused.getMessage());
        assertTrue(refused.getMessage().contains(NettyVersion.BUILT_WITH), refused.getMessage());
        assertFalse(refused.getMessage().contains("null"), refused.getMessage());
    }
}
