package dev.enso.examples.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bytes to this server and to the reference server: the same bytes must come back. */
class SideBySideTest {
    private static final String MARKER = "the-end-of-the-script";

    private static @Nullable ReferenceServer reference;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(ReferenceServer.isInstalled("redis-server"), "skipped: redis-server not installed");
        reference = ReferenceServer.start(
                "--proto-max-bulk-len", String.valueOf(InMemoryServer.LIMITS.maxBulk()), "--databases", "1");
    }

    @AfterAll
    static void stop() {
        if (reference != null) {
            reference.close();
        }
    }

    static String[] scripts() {
        return new String[] {
            // What is not a command.
            "foo",
            "foo a b 'c d' \"e\\nf\"",
            "FOO " + "x".repeat(200) + " y",
            "F".repeat(200) + " y",
            "FOO " + "xxxx ".repeat(40) + "y",
            "\"\"",
            "*1\r\n$0\r\n",
            "*2\r\n$3\r\nf\0o\r\n$3\r\na\0b",
            "*2\r\n$3\r\nfoo\r\n$2\r\n\r\n",
            // The protocol and its errors.
            "*-1\r\nPING",
            "*0\r\nPING",
            "*x",
            "*99999999999",
            "*1\r\nPING",
            "*1\r\n$-1",
            "*1\r\n$8388609",
            "*1\r\n$x",
            "*1\r\n$04\r\nPING",
            "*01\r\n$4\r\nPING",
            "*+1\r\n$4\r\nPING",
            "* 1\r\n$4\r\nPING",
            "*1\r\n\n",
            "*1\r\n\u00ff4",
            "*1\r\n$4\r\nPINGxx*1\r\n$4\r\nPING",
            "*1\rX$4\rXPINGxx",
            "\"abc",
            "'abc'd",
            "\r\n\n  \r\nPING",
            "\"PI\\x4eG\"",
            "ECHO \"\\n\\r\\t\\b\\a\\q\\x4\\x41\"\r\nECHO 'a\\'b\\n'",
            "ECHO a\u000bb",
            "\u000bPING",
            "ECHO foo\"bar\"",
            "ECHO \"\"",
            "PING\nPING\n",
            "*1\r\n$\r\n",
            "*\r\n",
            "SET a b\r\n*1\r\n$-5\r\nPING",
            // The connection.
            "PING\r\nPING hello\r\nPING a b\r\nECHO\r\nECHO a b",
            "SELECT 0\r\nSELECT 1\r\nSELECT -1\r\nSELECT x\r\nSELECT",
            "QUIT\r\nPING",
            "QUIT now",
            "HELLO 9\r\nHELLO x\r\nHELLO 2 foo\r\nHELLO 2 setname",
            "CLIENT\r\nCLIENT foo\r\nCLIENT SETNAME 'a b'\r\nCLIENT GETNAME\r\nCLIENT GETNAME x\r\nCLIENT SETNAME bob\r\n"
                    + "CLIENT GETNAME\r\nCLIENT SETNAME ''\r\nCLIENT GETNAME\r\nCLIENT NO-EVICT on\r\nCLIENT NO-EVICT x",
            "CONFIG\r\nCONFIG foo\r\nCONFIG GET\r\nCONFIG SET\r\nCONFIG SET a\r\nCONFIG GET save\r\nCONFIG GET appendonl?\r\n"
                    + "CONFIG RESETSTAT\r\nCONFIG REWRITE\r\nCONFIG GET nosuch\r\nCONFIG SET nosuch 1\r\nCONFIG RESETSTAT x",
            "COMMAND foo\r\nCOMMAND COUNT x\r\nCOMMAND GETKEYS mset a b c d\r\nCOMMAND GETKEYS get a\r\n"
                    + "COMMAND GETKEYS get a b\r\nCOMMAND GETKEYS nosuch a\r\nCOMMAND GETKEYS echo a\r\nCOMMAND INFO nosuch",
            "INFO nosuch\r\nDBSIZE x\r\nFLUSHALL foo\r\nFLUSHALL async sync\r\nFLUSHALL sync\r\nFLUSHDB async",
            // Subscriptions.
            "SUBSCRIBE\r\nSUBSCRIBE a b\r\nGET a\r\nPING\r\nPING hi\r\nUNSUBSCRIBE a\r\nUNSUBSCRIBE b\r\nUNSUBSCRIBE\r\nPING",
            "PSUBSCRIBE a* b* a*\r\nPUNSUBSCRIBE x a*\r\nPUNSUBSCRIBE\r\nPUNSUBSCRIBE",
            "SUBSCRIBE a a\r\nPSUBSCRIBE a\r\nUNSUBSCRIBE\r\nget\r\nfoo\r\nPUNSUBSCRIBE a\r\nGET nosuch",
            "SUBSCRIBE a\r\nRESET\r\nPING",
            "SUBSCRIBE a\r\nQUIT\r\nPING",
            "PUBSUB\r\nPUBSUB foo\r\nPUBSUB NUMSUB\r\nPUBSUB NUMSUB a b\r\nPUBSUB NUMPAT\r\nPUBSUB NUMPAT x\r\n"
                    + "PUBSUB CHANNELS\r\nPUBSUB CHANNELS a b\r\nPUBLISH a\r\nPUBLISH a b",
            // SET and its options.
            "SET a\r\nSET a b xx nx\r\nSET a b EX 0\r\nSET a b EX -1\r\nSET a b EX abc\r\nSET a b EX\r\nSET a b foo",
            "SET a b EX 9223372036854775807\r\nSET a b PX 9223372036854775807\r\nSET a b EX 9223372036854775808",
            "SET a b EX 10 PX 10\r\nSET a b KEEPTTL EX 10\r\nSET a b EX 10 KEEPTTL\r\nSET a b EX 10 EX 20\r\nTTL a",
            "SET a b NX GET\r\nSET a c NX GET\r\nGET a\r\nSET a c XX GET\r\nSET no x XX GET\r\nSET no x XX\r\nSET a x NX",
            "SET a b EX 100\r\nSET a c KEEPTTL\r\nTTL a\r\nSET a c\r\nTTL a\r\nSET a b PX 100000\r\nTTL a\r\nGETSET a d\r\nTTL a",
            "SET a b PERSIST\r\nSET a b EXAT 0\r\nSET a b PXAT -5\r\nSET a b EXAT 99999999999999999\r\nSET a b get get\r\nGET a",
            "SETEX a 0 b\r\nSETEX a x b\r\nPSETEX a -1 b\r\nSETEX a 10 b\r\nTTL a\r\nPSETEX a 100000 c\r\nTTL a\r\nGET a",
            "SETNX n 1\r\nSETNX n 2\r\nGET n\r\nGETDEL n\r\nGETDEL n\r\nGETSET n 5\r\nGETSET n 6",
            "GETEX no EX 0\r\nSET a b\r\nGETEX a EX 0\r\nGETEX a foo\r\nGETEX a EX 100\r\nTTL a\r\nGETEX a PERSIST\r\nTTL a\r\n"
                    + "GETEX a PERSIST EX 10\r\nGETEX a EX 10 PERSIST\r\nGETEX a EXAT 1\r\nGET a\r\nGETEX a NX\r\nGETEX a KEEPTTL",
            // Expiry.
            "SET a b\r\nEXPIRE a 9223372036854775807\r\nEXPIRE a x\r\nEXPIRE a 10 NX XX\r\nEXPIRE a 10 FOO\r\nEXPIRE a 10 GT LT",
            "SET a b\r\nEXPIRE a 100 XX\r\nEXPIRE a 100 GT\r\nEXPIRE a 100 LT\r\nTTL a\r\nEXPIRE a 50 GT\r\nEXPIRE a 200 GT\r\n"
                    + "TTL a\r\nEXPIRE a 300 LT\r\nEXPIRE a 150 LT\r\nTTL a\r\nEXPIRE a 10 NX\r\nEXPIRE a 10 XX GT\r\nEXPIRE a 10 xx lt",
            "SET a b\r\nPEXPIREAT a 9223372036854775807\r\nPEXPIRETIME a\r\nEXPIRETIME a\r\nPERSIST a\r\nPERSIST a\r\nTTL a",
            "SET a b\r\nEXPIREAT a 4000000000\r\nEXPIRETIME a\r\nPEXPIRETIME a\r\nPEXPIREAT a 4000000000499\r\nEXPIRETIME a",
            "SET a b\r\nEXPIREAT a -9223372036854775807\r\nEXPIREAT a -1\r\nGET a\r\nSET a b\r\nEXPIRE a -1\r\nEXISTS a\r\nEXPIRE a 1",
            "TTL no\r\nPTTL no\r\nEXPIRETIME no\r\nPEXPIRETIME no\r\nPERSIST no\r\nEXPIRE no 10\r\nEXPIRE no x\r\nTTL a b",
            // Numbers.
            "SET n 9223372036854775807\r\nINCR n\r\nDECR n\r\nINCRBY n -9223372036854775808\r\nDECR n\r\nINCRBY n 1",
            "SET n -9223372036854775808\r\nDECR n\r\nDECRBY n -9223372036854775808\r\nDECRBY n 1\r\nDECRBY n 9223372036854775808",
            "SET n ''\r\nINCR n\r\nSET n 01\r\nINCR n\r\nSET n +1\r\nINCR n\r\nSET n ' 1'\r\nINCR n\r\nSET n -0\r\nINCR n\r\nSET n 1.0\r\nINCR n",
            "SET n 9\r\nINCR n\r\nGET n\r\nDECR n\r\nGET n\r\nSTRLEN n\r\nAPPEND n 0\r\nINCR n\r\nINCRBY n x\r\nINCRBY n\r\nINCRBY n ''",
            "SET n 5 EX 100\r\nINCR n\r\nTTL n\r\nINCRBYFLOAT n 1.5\r\nTTL n\r\nAPPEND n 5\r\nTTL n\r\nSETRANGE n 0 9\r\nTTL n\r\nGET n",
            "INCRBYFLOAT f 0.1\r\nINCRBYFLOAT f 0.2\r\nINCRBYFLOAT f -0.3\r\nINCRBYFLOAT f 1e-18\r\nINCRBYFLOAT f 3.0e3\r\nDEL f",
            "INCRBYFLOAT f inf\r\nINCRBYFLOAT f -inf\r\nINCRBYFLOAT f nan\r\nINCRBYFLOAT f 1e5000\r\nINCRBYFLOAT f 1e-5000\r\nDEL f",
            "INCRBYFLOAT f 0x10\r\nINCRBYFLOAT f 0x.8p1\r\nINCRBYFLOAT f 0x\r\nINCRBYFLOAT f .5\r\nINCRBYFLOAT f 5.\r\nINCRBYFLOAT f .\r\nDEL f",
            "INCRBYFLOAT f 1e400\r\nINCRBYFLOAT f 1\r\nINCRBYFLOAT f -1e400\r\nINCRBYFLOAT f 1e17\r\nINCRBYFLOAT f 0.5\r\nDEL f",
            "INCRBYFLOAT f 1e4932\r\nINCRBYFLOAT f 1e4932\r\nDEL f\r\nINCRBYFLOAT f -0.0\r\nINCRBYFLOAT f -1e-20\r\nDEL f",
            "SET f ' 1'\r\nINCRBYFLOAT f 1\r\nSET f '1 '\r\nINCRBYFLOAT f 1\r\nSET f ''\r\nINCRBYFLOAT f 1\r\nSET f abc\r\nINCRBYFLOAT f 1",
            "SET f inf\r\nINCRBYFLOAT f 1\r\nSET f 3.14159265358979323846264338327950288\r\nINCRBYFLOAT f 0\r\nINCRBYFLOAT f x\r\nDEL f",
            "INCRBYFLOAT f 18446744073709551615\r\nINCRBYFLOAT f 1\r\nINCRBYFLOAT f 1\r\nINCRBYFLOAT f 0.00000000000000001\r\nDEL f",
            // Ranges.
            "SET r hello\r\nGETRANGE r 0 -1\r\nGETRANGE r -3 -2\r\nGETRANGE r -2 -3\r\nGETRANGE r 0 -100\r\nGETRANGE r 4 100\r\nGETRANGE r 5 9",
            "SET r hello\r\nGETRANGE r x 1\r\nGETRANGE r 1 x\r\nGETRANGE no 0 1\r\nGETRANGE r -9223372036854775808 9223372036854775807\r\nGETRANGE r 3 1",
            "SETRANGE s -1 x\r\nSETRANGE s 8388608 x\r\nSETRANGE s 8388608 ''\r\nSETRANGE s 10 ''\r\nEXISTS s\r\nSETRANGE s x y\r\nSETRANGE s 3 ab\r\nGET s\r\n"
                    + "SETRANGE s 0 zz\r\nGET s\r\nSETRANGE s 5 ''\r\nSETRANGE s 6 q\r\nGET s\r\nSETRANGE s 9223372036854775807 x\r\nDEL s",
            "SET s abcdefghij\r\nSET s xy\r\nSETRANGE s 5 z\r\nGET s\r\nAPPEND s 12\r\nSET s q\r\nAPPEND s ''\r\nSETRANGE s 3 w\r\nGET s\r\nSTRLEN s\r\nSTRLEN no",
            // Many keys.
            "MSET a\r\nMSET a b c\r\nMSETNX a b c\r\nMSET a 1 b 2 a 3\r\nMGET a b no a\r\nMGET\r\nMSETNX c 1 a 2\r\nEXISTS c\r\nMSETNX c 1 d 2\r\nMGET c d\r\nDEL c d",
            "SET a 1 EX 100\r\nMSET a 2\r\nTTL a\r\nEXISTS a a no a\r\nTOUCH a no\r\nTOUCH\r\nUNLINK a a b\r\nDEL a\r\nDEL\r\nMSETNX z 1 z 2\r\nGET z\r\nDEL z",
            // Keys.
            "FLUSHALL\r\nRENAME no b\r\nRENAME no no\r\nSET a 1 EX 100\r\nRENAME a a\r\nTTL a\r\nSET b 2\r\nRENAME a b\r\nGET b\r\nTTL b\r\nGET a\r\nSET c 3\r\n"
                    + "RENAME c b\r\nTTL b\r\nGET b\r\nRENAME b\r\nDBSIZE\r\nTYPE b\r\nTYPE no\r\nRANDOMKEY\r\nKEYS *\r\nDEL b\r\nRANDOMKEY\r\nKEYS *\r\nDBSIZE",
            "FLUSHALL\r\nMSET h[llo 1\r\nKEYS h\\[*\r\nKEYS h[[]llo\r\nKEYS h[^a]llo\r\nKEYS h[a-z\r\nKEYS h?llo\r\nKEYS *o\r\nKEYS **\r\nKEYS h*l*l*o\r\nKEYS h[z-a]llo\r\n"
                    + "KEYS h[\\[]llo\r\nKEYS h[\\]llo\r\nKEYS ''\r\nKEYS *x\r\nKEYS h[Z-a]llo\r\nKEYS h[\r\nKEYS h[llo\\\r\nKEYS h[]llo\r\nKEYS\r\nDEL h[llo",
        };
    }

    @Test
    void scan_ofOneShardIsAnsweredAsByTheReferenceServer() throws IOException {
        assertSame(
                1,
                "FLUSHALL\r\nSCAN 0\r\nSET k v\r\nSCAN 0\r\nSCAN 0 TYPE string\r\nSCAN 0 TYPE foo\r\nSCAN 0 MATCH x*\r\nSCAN 0 MATCH k COUNT 5\r\nSCAN x\r\nSCAN 0 COUNT 0\r\n"
                        + "SCAN 0 COUNT x\r\nSCAN 0 FOO\r\nSCAN 0 FOO 1\r\nSCAN 0 MATCH\r\nSCAN\r\nSCAN ''a\r\nDEL k");
    }

    @ParameterizedTest(name = "script {index}")
    @MethodSource("scripts")
    void aScript_isAnsweredByteForByteAsByTheReferenceServer(String script) throws IOException {
        assertSame(3, script);
    }

    private static void assertSame(int mostShards, String script) throws IOException {
        String input = script + "\r\nPING " + MARKER + "\r\n";
        String expected;
        try (ReferenceServer.Connection connection = assertStarted().connect()) {
            connection.send(InMemoryServer.command("FLUSHALL"));
            connection.reply();
            connection.send(input.getBytes(StandardCharsets.ISO_8859_1));
            expected = connection.until(MARKER + "\r\n");
        }
        for (int shards = 1; shards <= mostShards; shards++) {
            InMemoryServer server = new InMemoryServer(shards, script.hashCode());
            assertEquals(expected, server.exchange(server.connect(0), input), shards + " shards");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*1", "a", "*1\r\n$", "*2\r\n$4\r\nECHO\r\n$1"})
    void aLineThatDoesNotEnd_isRefusedAsByTheReferenceServer(String start) throws IOException {
        String input = start + "1".repeat(80_000 - start.length());
        String expected;
        try (ReferenceServer.Connection connection = assertStarted().connect()) {
            connection.send(input.getBytes(StandardCharsets.ISO_8859_1));
            expected = connection.until(MARKER);
        }
        InMemoryServer server = new InMemoryServer(2, 1);
        assertEquals(expected, server.exchange(server.connect(0), input));
    }

    private static ReferenceServer assertStarted() {
        if (reference == null) {
            throw new AssertionError("the reference server was not started");
        }
        return reference;
    }
}
