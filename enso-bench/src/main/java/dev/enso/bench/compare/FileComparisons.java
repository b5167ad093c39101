package dev.enso.bench.compare;

import java.util.List;

/** Files, which are read without a reactor waiting for a disk. */
final class FileComparisons {
    private final Topic topic;

    private FileComparisons(Topic topic) {
        this.topic = topic;
    }

    static void addTo(List<Comparison> all) {
        new FileComparisons(new Topic("files", all)).reads();
    }

    private void reads() {
        String what = "a read of 4 KiB from memory, one after the other";
        Contender ring = new Contender("Ensō, io_uring", JmhTrial.sideBySide("FileBenchmark.enso", "storage=io_uring"));
        Contender pool = new Contender("one thread and a FileChannel", JmhTrial.sideBySide("FileBenchmark.pool"));
        topic.add("file-read-pool", what, ring, pool, Figure.TIME, "≤ 0.5");
        topic.add(
                "file-read-asynchronous",
                what,
                ring,
                new Contender(
                        "the JDK's AsynchronousFileChannel",
                        JmhTrial.sideBySide("FileBenchmark.asynchronousFileChannel")),
                Figure.TIME,
                "≤ 0.5");
        topic.add(
                "file-read-own-pool",
                what,
                new Contender("Ensō, pool", JmhTrial.sideBySide("FileBenchmark.enso", "storage=pool")),
                pool,
                Figure.TIME,
                "≤ 1");
    }
}
