package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Polled;
import dev.enso.reactor.Refused.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ObjectTableTest {
    private static final Kind<StringBuilder> BOOK = Kind.of("BOOK", Kind.Source.MQ);
    private static final Kind<StringBuilder> FILE = Kind.of("FILE", Kind.Source.DISK);

    private final Rig rig = Rig.of(2);
    private final ObjectTable table = rig.reactor(0).core().objects();

    /** The table belongs to the reactor's thread: the test owns the reactor meanwhile. */
    @BeforeEach
    void own() {
        rig.reactor(0).takeOwnership();
    }

    @AfterEach
    void giveUp() {
        rig.reactor(0).giveUpOwnership();
    }

    private static Refused refused(Reason reason, Executable call, String... words) {
        Refused refused = assertThrows(Refused.class, call);
        assertEquals(reason, refused.reason(), refused.getMessage());
        for (String word : words) {
            assertTrue(refused.getMessage().contains(word), refused.getMessage() + " without " + word);
        }
        return refused;
    }

    @Test
    void get_answersTheObjectThatWasAdded() {
        StringBuilder object = new StringBuilder("pages");
        long id = table.add(BOOK, "diary", object);
        assertNotEquals(0, id);
        assertTrue(id > 0);
        assertSame(object, table.get(id, BOOK, Rights.RW));
        assertEquals(1, table.size());
        assertTrue(table.contains(id));
    }

    @Test
    void staleId_isRefusedByNameAndNeverGivenAgain() {
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            long id = table.add(BOOK, "b", new StringBuilder());
            assertTrue(ids.add(id));
            assertTrue(table.remove(id));
            assertFalse(table.remove(id));
            refused(Reason.STALE, () -> table.get(id, BOOK, Rights.R), "rig-0", Long.toHexString(id));
        }
        assertEquals(0, table.size());
    }

    @Test
    void idThatWasNeverGivenOut_isUnknown() {
        long id = table.add(BOOK, "b", new StringBuilder());
        refused(Reason.UNKNOWN, () -> table.get(id + 1, BOOK, Rights.R));
        refused(Reason.UNKNOWN, () -> table.get(id + (1L << 24), BOOK, Rights.R));
    }

    @Test
    void missingRight_isRefusedWithObjectKindOwnerAndRemedy() {
        long id = table.add(BOOK, "diary", new StringBuilder(), Rights.R, Range.ALL);
        table.get(id, BOOK, Rights.R);
        for (Rights needed : List.of(Rights.W, Rights.RW)) {
            refused(
                    Reason.RIGHTS,
                    () -> table.get(id, BOOK, needed),
                    "BOOK 'diary'",
                    "rig-0",
                    "allows R",
                    "needs " + needed,
                    "ask its owner");
        }
        ObjectInfo info = table.info(id);
        assertEquals(1, info.uses());
        assertEquals(2, info.refusals());
    }

    @Test
    void otherKind_isRefused() {
        long id = table.add(BOOK, "diary", new StringBuilder());
        refused(Reason.KIND, () -> table.get(id, FILE, Rights.R), "is a BOOK", "FILE was asked for");
    }

    @Test
    void range_isChecked() {
        long id = table.add(BOOK, "diary", new StringBuilder(), Rights.RW, new Range(10, 20));
        for (long inside : new long[] {10, 19}) {
            table.get(id, BOOK, Rights.R, inside);
        }
        for (long outside : new long[] {Long.MIN_VALUE, 9, 20, Long.MAX_VALUE}) {
            refused(Reason.RANGE, () -> table.get(id, BOOK, Rights.R, outside), "[10, 20)", "" + outside);
        }
        table.range(id, Range.from(20));
        table.get(id, BOOK, Rights.R, Long.MAX_VALUE);
        refused(Reason.RANGE, () -> table.get(id, BOOK, Rights.R, 19));
        refused(Reason.RANGE, () -> table.get(id, BOOK, Rights.R, Long.MIN_VALUE), "[20, …)");
    }

    @Test
    void idOfAnotherReactor_isRefusedAndSaysWhomToAsk() {
        rig.reactor(1).takeOwnership();
        long there = rig.reactor(1).core().objects().add(BOOK, "diary", new StringBuilder());
        rig.reactor(1).giveUpOwnership();
        refused(Reason.OWNER, () -> table.get(there, BOOK, Rights.R), "belongs to reactor 1", "rig-0");
        assertFalse(table.contains(there));
    }

    @Test
    void callOnAnotherThread_isRefused() {
        ObjectTable other = rig.reactor(1).core().objects();
        refused(
                Reason.OWNER,
                () -> other.add(BOOK, "diary", new StringBuilder()),
                "rig-1",
                Thread.currentThread().getName());
        refused(Reason.OWNER, other::list);
        refused(Reason.OWNER, other::size);
    }

    @Test
    void name_leadsToItsObjectWithItsOwnRights() {
        StringBuilder object = new StringBuilder();
        long id = table.add(BOOK, "diary", object);
        long name = table.name("reader", id, Rights.R);
        assertSame(object, table.get(name, BOOK, Rights.R));
        refused(Reason.RIGHTS, () -> table.get(name, BOOK, Rights.W), "NAME 'reader'", "allows R");
        assertSame(object, table.get(id, BOOK, Rights.W));
        assertTrue(table.remove(id));
        refused(Reason.STALE, () -> table.get(name, BOOK, Rights.R));
        assertEquals(0, table.size());
    }

    @Test
    void name_givesNoRightThatTheObjectHasNot() {
        long id = table.add(BOOK, "diary", new StringBuilder(), Rights.R, Range.ALL);
        refused(Reason.RIGHTS, () -> table.name("writer", id, Rights.RW));
        assertEquals(1, table.size());
    }

    @Test
    void tasks_standInItUnderTheirOwnIds() {
        Task<String> task = rig.reactor(0).spawn(TaskOptions.named("waiting"), new Probe((self, cx) -> Polled.PENDING));
        ObjectInfo info = table.info(task.id());
        assertEquals("TASK", info.kind());
        assertEquals("waiting", info.name());
        assertEquals(Kind.Source.TASKS, info.source());
        assertEquals(List.of(info), table.list());
        refused(Reason.KIND, () -> table.get(task.id(), BOOK, Rights.R), "Remote.join");
    }

    @Test
    void counters_areAKindAndReadable() {
        Counter counter = table.counter("orders");
        counter.add(41);
        counter.increment();
        assertEquals(42, counter.get());
        ObjectInfo info = table.list().get(0);
        assertEquals("CNT", info.kind());
        assertEquals("42", info.state());
        assertEquals(Rights.R, info.rights());
        assertSame(counter, table.get(info.id(), Kind.COUNTER, Rights.R));
    }

    @Test
    void list_tellsEverythingOfAnObject() {
        long id = table.add(BOOK.showing(b -> b.length() + " letters"), "diary", new StringBuilder("abc"));
        assertEquals(
                Long.toHexString(id)
                        + " MQ/BOOK 'diary', RW over all, generation 1 on reactor 0, 0 uses, 0 refusals: 3 letters",
                table.list().get(0).toString());
    }

    @Test
    void close_closesWhatIsLeftTheYoungestFirst() {
        List<String> closed = new ArrayList<>();
        Kind<StringBuilder> closing = BOOK.closing(b -> closed.add(b.toString()));
        table.add(closing, "", new StringBuilder("a"));
        long b = table.add(closing, "", new StringBuilder("b"));
        table.add(closing, "", new StringBuilder("c"));
        table.remove(b);
        table.close();
        assertEquals(List.of("c", "a"), closed);
        assertEquals(0, table.size());
    }

    @Test
    void table_behavesLikeAMapWhateverHappens() {
        SplittableRandom random = new SplittableRandom(Long.getLong("enso.seed", 7));
        Map<Long, StringBuilder> model = new HashMap<>();
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(5) < 2 || all.isEmpty()) {
                StringBuilder object = new StringBuilder();
                long id = table.add(BOOK, "", object);
                assertEquals(null, model.put(id, object));
                all.add(id);
            } else {
                long id = all.get(random.nextInt(all.size()));
                if (random.nextBoolean()) {
                    assertEquals(model.remove(id) != null, table.remove(id));
                } else if (model.containsKey(id)) {
                    assertSame(model.get(id), table.get(id, BOOK, Rights.R));
                } else {
                    refused(Reason.STALE, () -> table.get(id, BOOK, Rights.R));
                }
            }
            assertEquals(model.size(), table.size());
        }
    }
}
