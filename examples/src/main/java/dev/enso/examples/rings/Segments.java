package dev.enso.examples.rings;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How a ring is cut: a segment fits into half of the L2 cache of the core that writes it, and all segments into half of the
 * L3 cache that the cores share. The other halves are for everything else.
 *
 * @param l2 the size of the one in bytes
 * @param l3 the size of the other in bytes
 * @param count how many segments; at least two a core, so that one can be filled while another is read
 * @param slots of each segment
 * @param guessed whether the machine does not tell the sizes of its caches, as many virtual ones don't
 */
record Segments(long l2, long l3, int count, int slots, boolean guessed) {
    private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");
    private static final long UNKNOWN = 0;
    private static final long USUAL_L2 = 1 << 20;
    private static final long USUAL_L3 = 8 << 20;
    private static final int FEWEST_SLOTS = 16;
    private static final int MOST_IN_ALL = 1 << 20;

    /**
     * For so many cores.
     *
     * @param l2 in bytes; 0 is what this machine says
     * @param l3 in bytes; 0 is what this machine says
     */
    static Segments of(int cores, long l2, long l3) {
        long toldOwn = l2 > 0 ? l2 : cache(2);
        long toldShared = l3 > 0 ? l3 : cache(3);
        long own = toldOwn == UNKNOWN ? USUAL_L2 : toldOwn;
        long shared = toldShared == UNKNOWN ? USUAL_L3 : toldShared;
        long all = Math.min(shared / 2 / Quote.SLOT_BYTES, MOST_IN_ALL);
        long slots = Math.max(FEWEST_SLOTS, Math.min(own / 2 / Quote.SLOT_BYTES, all / (2L * cores)));
        boolean guessed = toldOwn == UNKNOWN || toldShared == UNKNOWN;
        return new Segments(own, shared, (int) Math.max(2L * cores, all / slots), (int) slots, guessed);
    }

    int slotsInAll() {
        return count * slots;
    }

    /** The size of the cache for data at this level, as Linux tells it. */
    private static long cache(int level) {
        try (DirectoryStream<Path> caches = Files.newDirectoryStream(CACHES, "index*")) {
            for (Path cache : caches) {
                if (text(cache, "level").equals(Integer.toString(level))
                        && !text(cache, "type").equals("Instruction")) {
                    return bytes(text(cache, "size"));
                }
            }
            return UNKNOWN;
        } catch (IOException | NumberFormatException notTold) {
            return UNKNOWN;
        }
    }

    private static String text(Path cache, String what) throws IOException {
        return Files.readString(cache.resolve(what)).strip();
    }

    private static long bytes(String size) {
        long digits = Long.parseLong(size.replaceAll("[KM]$", ""));
        return size.endsWith("M") ? digits << 20 : size.endsWith("K") ? digits << 10 : digits;
    }

    @Override
    public String toString() {
        return String.format(
                        Locale.ROOT,
                        "a ring of %,d segments of %,d slots: each in half of an L2 of %,d KiB, together in half of an L3 of %,d KiB",
                        count,
                        slots,
                        l2 >> 10,
                        l3 >> 10)
                + (guessed ? " (usual sizes: the machine does not tell its own, --l2 and --l3 do)" : "");
    }
}
