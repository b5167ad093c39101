package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The fuzzer's target, for a moment in each run: its corpus, and streams from a seed that look like streams. */
@Timeout(300)
class FramingFuzzTest {
    private static final int STREAMS = Boolean.getBoolean("enso.long") ? 20_000_000 : 100_000;
    private static final Path CORPUS = Path.of("src/test/resources/framing");

    /** What frames end with and begin with, whole and in halves, and what is too long. */
    private static final List<byte[]> WORDS = Stream.of(
                    "a",
                    "aa",
                    "b",
                    "aab",
                    "-",
                    "--",
                    "\r",
                    "\n",
                    "\r\n",
                    "\0",
                    "\1",
                    "\2",
                    "\30",
                    "\31",
                    "\377",
                    "hello",
                    "aaaaaaaaaaaa",
                    "twenty-four bytes of text")
            .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
            .toList();

    @Test
    void corpus_givesWhatTheReferenceGives() throws Exception {
        List<Path> seeds;
        try (Stream<Path> files = Files.list(CORPUS)) {
            seeds = files.sorted().toList();
        }
        assertFalse(seeds.isEmpty());
        for (Path seed : seeds) {
            FramingFuzz.fuzzerTestOneInput(Files.readAllBytes(seed));
        }
    }

    @Test
    void streamsOfWords_giveWhatTheReferenceGives() {
        byte[] data = new byte[200];
        for (long seed = 0; seed < STREAMS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int size = 0;
            for (int i = 0; i < 3; i++) {
                data[size++] = (byte) random.nextInt(256);
            }
            int end = 3 + random.nextInt(150);
            while (size < end) {
                byte[] word = WORDS.get(random.nextInt(WORDS.size()));
                System.arraycopy(word, 0, data, size, word.length);
                size += word.length;
            }
            try {
                FramingFuzz.fuzzerTestOneInput(Arrays.copyOf(data, size));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
