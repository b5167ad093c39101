package dev.enso.bench.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the programs print, read. */
class TrialOutputTest {
    @Test
    void jmh_reportsTimeAndBytesOfEachIteration() throws IOException {
        Figures figures = JmhTrial.parse("""
                [{"benchmark": "b", "mode": "avgt", "params": {"classes": "8"},
                  "primaryMetric": {"score": 2.0, "scoreError": "NaN", "scoreUnit": "ns/op", "rawData": [[1.5, 2.5, 2.0]]},
                  "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 0.1, "rawData": [[0.1, 0.2, 1.0E-4]]}}}]
                """);
        assertArrayEquals(new double[] {1.5, 2.5, 2}, figures.samples().get("nanos"));
        assertEquals(0.1, figures.median("allocated"));
    }

    @Test
    void jmh_reportsTheRawRoundTripsAroundEachIteration() throws IOException {
        Figures figures = JmhTrial.parse("""
                [{"primaryMetric": {"rawData": [[10, 60, 50]]},
                  "secondaryMetrics": {"raw-before": {"rawData": [[100, 101, 450]]},
                                       "raw-after": {"rawData": [[101, 450, 451]]}}}]
                """);
        assertEquals(10, figures.at(Distance.NEAR).median("nanos"));
        assertEquals(50, figures.at(Distance.FAR).median("nanos"));
        assertEquals(60, figures.at(Distance.CHANGED).median("nanos"));
        assertEquals(0, figures.at(Distance.UNKNOWN).count("nanos"));
        assertEquals(100, figures.raw().getMin());
        assertEquals(451, figures.raw().getMax());
    }

    @Test
    void jmh_withoutItsProfilerReportsTime() throws IOException {
        Figures figures = JmhTrial.parse("[{\"primaryMetric\": {\"rawData\": [[1],[3]]}, \"secondaryMetrics\": {}}]");
        assertEquals(2, figures.median("nanos"));
        assertThrows(IllegalArgumentException.class, () -> figures.median("allocated"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "[{}]", "[{\"primaryMetric\": {}}]", "[{\"primaryMetric\": 1}]"})
    void jmh_reportsNothingElse(String report) {
        assertThrows(IOException.class, () -> JmhTrial.parse(report));
    }

    @Test
    void echo_costsCpuTimeForEachMessage() throws IOException {
        Figures figures = EchoTrial.figures(List.of("warm", "1000 5000000 1000000000", "3000 9000000 1000000000"), 400);
        assertArrayEquals(new double[] {5000, 3000}, figures.samples().get("cpu"));
        assertArrayEquals(new double[] {1000, 3000}, figures.samples().get("rate"));
        assertEquals(0.1, figures.median("allocated"));
    }

    @Test
    void echo_thatAnswersNothing_isAnError() {
        assertThrows(IOException.class, () -> EchoTrial.figures(List.of("warm"), 0));
        assertThrows(IOException.class, () -> EchoTrial.figures(List.of("warm", "0 1 1"), 0));
    }

    @Test
    void redisBenchmark_reportsRatesAndPercentilesByName() throws IOException {
        Figures figures = KvTrial.figures(List.of(
                "\"test\",\"rps\",\"avg_latency_ms\",\"min_latency_ms\",\"p50_latency_ms\",\"p95_latency_ms\",\"p99_latency_ms\",\"max_latency_ms\"",
                "\"SET\",\"831946.75\",\"0.884\",\"0.160\",\"0.871\",\"1.143\",\"1.287\",\"2.583\"",
                "\"GET\",\"1000000.00\",\"0.700\",\"0.120\",\"0.695\",\"0.887\",\"0.999\",\"1.903\""));
        assertEquals(831_946.75, figures.median("set-rate"));
        assertEquals(1.287, figures.median("set-p99"));
        assertEquals(1_000_000, figures.median("get-rate"));
        assertEquals(0.999, figures.median("get-p99"));
    }

    @Test
    void redisBenchmark_ofAnotherFormat_isAnError() {
        assertThrows(IOException.class, () -> KvTrial.figures(List.of()));
        assertThrows(IOException.class, () -> KvTrial.figures(List.of("\"SET\",\"831946.75\"")));
    }

    @Test
    void proxy_costsCpuTimeForEachByte() throws IOException {
        Figures figures = ProxyTrial.figures(List.of("40000", "2000 1000 1000000000", "8000 2000 2000000000"));
        assertArrayEquals(new double[] {0.5, 0.25}, figures.samples().get("gigabyte"));
        assertArrayEquals(new double[] {2000, 4000}, figures.samples().get("rate"));
        assertThrows(IOException.class, () -> ProxyTrial.figures(List.of("40000")));
        assertThrows(IOException.class, () -> ProxyTrial.figures(List.of("40000", "0 1 1")));
    }

    @Test
    void wrk_reportsHowManyRequestsWereAnswered() throws IOException {
        List<String> report =
                List.of("Running 1s test @ http://127.0.0.1:1/plaintext", "  1234 requests in 1.00s, 1MB read");
        assertEquals(1234, HttpTrial.requests(report));
        assertThrows(IOException.class, () -> HttpTrial.requests(List.of("nothing")));
        assertThrows(
                IOException.class, () -> HttpTrial.requests(List.of(report.get(1), "  Non-2xx or 3xx responses: 7")));
    }
}
