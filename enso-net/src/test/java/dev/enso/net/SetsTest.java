package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** Interests, readiness and events as values. */
class SetsTest {
    @Test
    void interest_isCombinedAndTakenApart() {
        Interest both = Interest.READABLE.or(Interest.WRITABLE);
        assertTrue(both.isReadable() && both.isWritable() && !both.isPriority());
        assertSame(both, Interest.WRITABLE.add(Interest.READABLE));
        assertSame(Interest.WRITABLE, both.remove(Interest.READABLE));
        assertSame(Interest.READABLE, Interest.READABLE.remove(Interest.WRITABLE));
        assertNull(both.remove(both));
        assertTrue(both.or(Interest.PRIORITY).isPriority());
        assertEquals("READABLE|WRITABLE", both.toString());
    }

    @Test
    void ready_isASetWithOneInstanceEach() {
        Ready all = Ready.READABLE
                .or(Ready.WRITABLE)
                .or(Ready.PRIORITY)
                .or(Ready.ERROR)
                .or(Ready.READ_CLOSED)
                .or(Ready.WRITE_CLOSED);
        assertTrue(all.isReadable() && all.isWritable() && all.isPriority());
        assertTrue(all.isError() && all.isReadClosed() && all.isWriteClosed());
        assertTrue(all.contains(Ready.ERROR.or(Ready.READABLE)));
        assertFalse(Ready.ERROR.contains(all));
        assertTrue(all.contains(Ready.EMPTY));
        assertSame(Ready.EMPTY, all.remove(all));
        assertTrue(Ready.EMPTY.isEmpty() && !all.isEmpty());
        assertSame(Ready.ERROR, all.remove(all.remove(Ready.ERROR)));
        assertEquals("EMPTY", Ready.EMPTY.toString());
        assertEquals(
                "READABLE|READ_CLOSED", Ready.READ_CLOSED.or(Ready.READABLE).toString());
    }

    @Test
    void events_showWhatWasAdded() {
        Events events = Events.withCapacity(2);
        events.add(new Token(7), Bits.READABLE | Bits.READ_CLOSED);
        assertFalse(events.isFull());
        events.add(new Token(8), Bits.WRITABLE | Bits.WRITE_CLOSED | Bits.ERROR | Bits.PRIORITY);
        assertTrue(events.isFull());
        Event first = events.get(0);
        assertTrue(first.isReadable() && first.isReadClosed() && !first.isWritable());
        Event second = events.get(1);
        assertTrue(second.isWritable() && second.isWriteClosed() && second.isError() && second.isPriority());
        assertEquals(
                "Events[Event[7 READABLE|READ_CLOSED], Event[8 WRITABLE|PRIORITY|ERROR|WRITE_CLOSED]]",
                events.toString());
        assertThrows(IndexOutOfBoundsException.class, () -> events.get(2));
        assertThrows(IndexOutOfBoundsException.class, () -> events.get(-1));
        Iterator<Event> iterator = events.iterator();
        iterator.next();
        iterator.next();
        assertFalse(iterator.hasNext());
        assertThrows(NoSuchElementException.class, iterator::next);
        assertTrue(events.iterator().hasNext());
        events.clear();
        assertTrue(events.isEmpty());
        assertThrows(IndexOutOfBoundsException.class, () -> events.get(0));
    }

    @Test
    void values_outOfRange_areRefusedWithTheValue() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Events.withCapacity(0))
                .getMessage()
                .contains("0"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new ListenOptions(-5, true, false))
                .getMessage()
                .contains("-5"));
        assertEquals(1, ListenOptions.defaults().withBacklog(1).backlog());
        assertFalse(ListenOptions.defaults().withoutReuseAddress().reuseAddress());
        assertTrue(ListenOptions.defaults().sharingPort().reusePort());
    }
}
