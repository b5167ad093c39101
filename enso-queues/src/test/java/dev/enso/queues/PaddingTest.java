package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

/** Two cache lines lie between a padded word and whatever the heap holds before and behind its object. */
class PaddingTest {
    private static final int DISTANCE = 120;

    private static final List<String> WORDS = List.of(
            "position",
            "limit",
            "phase",
            "state",
            "waker",
            "first",
            "end",
            "known",
            "announce",
            "stored",
            "room",
            "released",
            "unannounced",
            "claimed",
            "length",
            "shownUnits",
            "unreported");

    @BeforeAll
    static void readLayoutsWithoutAnAgent() {
        System.setProperty("jol.skipDynamicAttach", "true");
        System.setProperty("jol.skipHotspotSAAttach", "true"); // takes seconds, and offsets of fields need no agent
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Cursor.class,
                WakerCell.class,
                SpscArray.class,
                QueueReceiver.class,
                Hand.class,
                SoleFiller.class,
                SharedFiller.class,
                PipeRing.class,
                PipeWriter.class
            })
    void wordsThatAreShared_standAloneOnTheirLines(Class<?> padded) {
        ClassLayout layout = ClassLayout.parseClass(padded);
        List<FieldLayout> words = layout.fields().stream()
                .filter(field -> WORDS.contains(field.shortFieldName().replaceAll(".*\\.", "")))
                .toList();
        assertTrue(!words.isEmpty(), layout.toPrintable());
        for (FieldLayout word : words) {
            assertTrue(word.offset() >= DISTANCE, layout.toPrintable());
            assertTrue(layout.instanceSize() - word.offset() - word.size() >= DISTANCE, layout.toPrintable());
        }
    }

    /** The sender's words and the receiver's lie in one object. */
    @Test
    void wordsOfBothSides_lieApart() {
        List<FieldLayout> words = ClassLayout.parseClass(SpscArray.class).fields().stream()
                .filter(field -> field.shortFieldName().matches(".*\\b(room|released)"))
                .toList();
        assertEquals(2, words.size(), words::toString);
        assertTrue(words.get(1).offset() - words.get(0).offset() >= DISTANCE, words::toString);
    }
}
