package dev.enso.queues;

import static dev.enso.core.Polled.ENDED;
import static dev.enso.core.Polled.PENDING;
import static dev.enso.core.Polled.READY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.EvictedException;
import dev.enso.channel.Lag;
import dev.enso.channel.Publisher;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the ring promises beyond the contract of channels: cursors, stages, lag, and slots that are filled in place. */
@ParameterizedClass(name = "{0}")
@EnumSource(Publishing.class)
class RingTest {
    /** A message that is made once and filled again and again. */
    private static final class Slot {
        long value;
    }

    @Parameter
    Publishing publishing;

    private final HandContext one = new HandContext();
    private final HandContext two = new HandContext();
    private final HandContext txTask = new HandContext();

    private Publisher<Integer> publisher(int capacity) {
        return Turbine.bestAt(publishing).pub(capacity);
    }

    private SlotPublisher<Slot> slots(int capacity) {
        return Turbine.bestAt(publishing).slots(capacity, Slot::new);
    }

    private static void send(Publisher<Integer> publisher, int from, int until) {
        for (int i = from; i < until; i++) {
            assertEquals(Sent.ACCEPTED, publisher.offer(i));
        }
    }

    private static List<Integer> read(Subscriber<Integer> subscriber, HandContext cx) {
        List<Integer> read = new ArrayList<>();
        while (subscriber.poll(cx) == READY) {
            read.add(subscriber.head());
            subscriber.tail();
        }
        return read;
    }

    // Joining

    @Test
    void subscribers_eachSeeEveryMessage() {
        Publisher<Integer> publisher = publisher(4);
        Subscriber<Integer> a = publisher.subscribe(Subscription.oldest());
        Subscriber<Integer> b = publisher.subscribe(Subscription.oldest());
        send(publisher, 0, 3);
        assertEquals(List.of(0, 1, 2), read(a, one));
        assertEquals(List.of(0, 1, 2), read(b, two));
    }

    @Test
    void subscription_startsWhereItSays() {
        Publisher<Integer> publisher = publisher(4);
        Subscriber<Integer> first = publisher.subscribe(Subscription.oldest());
        send(publisher, 0, 3);
        read(first, one);
        send(publisher, 3, 5);
        Subscriber<Integer> oldest = publisher.subscribe(Subscription.oldest());
        Subscriber<Integer> latest = publisher.subscribe(Subscription.latest());
        Subscriber<Integer> fourth = publisher.subscribe(Subscription.from(4));
        long start = oldest.position();
        assertTrue(start >= 1 && start <= 3, "the oldest that is safe: " + start);
        send(publisher, 5, 6);
        assertEquals(6 - start, read(oldest, two).size());
        assertEquals(List.of(5), read(latest, two));
        assertEquals(List.of(4, 5), read(fourth, two));
    }

    @Test
    void subscription_toAMessageThatIsNotThere_saysWhatIs() {
        Publisher<Integer> publisher = publisher(2);
        Subscriber<Integer> reader = publisher.subscribe(Subscription.oldest());
        for (int i = 0; i < 10; i++) {
            publisher.offer(i);
            read(reader, one);
        }
        var old = assertThrows(IllegalArgumentException.class, () -> publisher.subscribe(Subscription.from(0)));
        assertTrue(old.getMessage().contains("overwritten") && old.getMessage().contains("10"), old.getMessage());
        var early = assertThrows(IllegalArgumentException.class, () -> publisher.subscribe(Subscription.from(11)));
        assertTrue(early.getMessage().contains("11") && early.getMessage().contains("10"), early.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Subscription.from(-1));
        assertEquals(Sent.ACCEPTED, publisher.offer(10), "who could not join holds nobody up");
        publisher.close();
        assertThrows(IllegalStateException.class, () -> publisher.subscribe(Subscription.oldest()));
    }

    @Test
    void publisherWithoutSubscribers_keepsWhatItHasAndThenIsFull() {
        Publisher<Integer> publisher = publisher(3);
        send(publisher, 0, 3);
        assertEquals(Sent.FULL, publisher.offer(3));
        assertEquals(3, publisher.account().resident());
        assertEquals(PENDING, publisher.poll(txTask));
        Subscriber<Integer> reader = publisher.subscribe(Subscription.oldest());
        assertEquals(List.of(0, 1, 2), read(reader, one));
        assertTrue(txTask.takeWakes() > 0);
        reader.close();
        send(publisher, 3, 6);
        assertEquals(Sent.FULL, publisher.offer(6));
    }

    @Test
    void subscriptionThatIsRefused_leavesNoTrace() {
        Publisher<Integer> publisher = publisher(2);
        Subscriber<Integer> first = publisher.subscribe(Subscription.oldest());
        send(publisher, 0, 2);
        read(first, one);
        send(publisher, 2, 4);
        read(first, one);
        first.close();
        send(publisher, 4, 5);
        assertThrows(IllegalArgumentException.class, () -> publisher.subscribe(Subscription.from(0)));
        assertEquals(1, publisher.account().resident());
        assertEquals(0, publisher.account().dropped());
        Subscriber<Integer> second = publisher.subscribe(Subscription.from(4));
        assertEquals(List.of(4), read(second, two));
    }

    @Test
    void messagesThatComeAfterTheLastOneIsEvicted_waitForTheNext() {
        Publisher<Integer> publisher = publisher(2);
        Subscriber<Integer> slow = publisher.subscribe(Subscription.oldest().lag(Lag.EVICT));
        send(publisher, 0, 1);
        assertEquals(1, slow.claim(1));
        send(publisher, 1, 2);
        assertEquals(Sent.FULL, publisher.offer(2), "0 is held");
        slow.commit(1);
        send(publisher, 2, 5);
        assertEquals(Sent.FULL, publisher.offer(5));
        Subscriber<Integer> next = publisher.subscribe(Subscription.oldest());
        List<Integer> seen = read(next, two);
        assertEquals(4, seen.get(seen.size() - 1));
        assertThrows(EvictedException.class, () -> slow.poll(one));
        slow.close();
        assertEquals(0, publisher.account().resident());
    }

    // Lag

    @Test
    void gate_holdsThePublisherUpForTheSlowest() {
        Publisher<Integer> publisher = publisher(2);
        Subscriber<Integer> fast = publisher.subscribe(Subscription.oldest());
        Subscriber<Integer> slow = publisher.subscribe(Subscription.oldest());
        send(publisher, 0, 2);
        read(fast, one);
        assertEquals(Sent.FULL, publisher.offer(2));
        slow.poll(two);
        slow.tail();
        assertEquals(Sent.ACCEPTED, publisher.offer(2));
    }

    @Test
    void evicted_isToldWhatItMissed() {
        Publisher<Integer> publisher = publisher(2);
        Subscriber<Integer> slow =
                publisher.subscribe(Subscription.oldest().lag(Lag.EVICT).named("slow"));
        send(publisher, 0, 4);
        var evicted = assertThrows(EvictedException.class, () -> slow.poll(one));
        assertEquals(0, evicted.position());
        assertEquals(4, evicted.published());
        assertTrue(evicted.getMessage().contains("slow"), evicted.getMessage());
        slow.close();
        assertEquals(ENDED, slow.poll(one));
        assertEquals(0, slow.account().consumed());
        assertEquals(slow.account().published(), slow.account().dropped());
    }

    @Test
    void heldHead_pinsItsSlotUnderEveryPolicy() {
        for (Lag lag : Lag.values()) {
            Publisher<Integer> publisher = publisher(2);
            Subscriber<Integer> reader =
                    publisher.subscribe(Subscription.oldest().lag(lag));
            send(publisher, 0, 2);
            assertEquals(READY, reader.poll(one));
            assertEquals(Sent.FULL, publisher.offer(2), lag.toString());
            assertEquals(PENDING, publisher.poll(txTask));
            assertEquals(0, reader.head());
            reader.tail();
            assertEquals(1, txTask.takeWakes(), lag.toString());
            assertEquals(Sent.ACCEPTED, publisher.offer(2), lag.toString());
        }
    }

    @Test
    void skipped_areCountedWhileTheHeldOneIsConsumed() {
        Publisher<Integer> publisher = publisher(4);
        Subscriber<Integer> reader = publisher.subscribe(Subscription.oldest().lag(Lag.SKIP));
        send(publisher, 0, 4);
        assertEquals(2, reader.claim(2));
        assertEquals(Sent.FULL, publisher.offer(4));
        reader.commit(2);
        send(publisher, 4, 20);
        assertTrue(reader.account().dropped() > 0);
        int rest = read(reader, one).size();
        assertEquals(20, 2 + rest + reader.account().dropped());
        assertEquals(2 + rest, reader.account().consumed());
    }

    // Leaving

    @Test
    void close_fromAnotherHandLetsThePublisherGoOn() {
        Publisher<Integer> publisher = publisher(2);
        Subscriber<Integer> dead = publisher.subscribe(Subscription.oldest());
        Subscriber<Integer> alive = publisher.subscribe(Subscription.oldest());
        send(publisher, 0, 2);
        assertEquals(READY, dead.poll(one));
        read(alive, two);
        assertEquals(PENDING, publisher.poll(txTask));
        dead.close();
        dead.close();
        assertEquals(1, txTask.takeWakes());
        send(publisher, 2, 4);
        assertEquals(ENDED, dead.poll(one));
        assertThrows(IllegalStateException.class, dead::head);
        assertEquals(2, dead.account().dropped());
        assertEquals(2, publisher.account().dropped());
        assertEquals(List.of(2, 3), read(alive, two));
        assertEquals(2, publisher.account().consumed());
    }

    @Test
    void closeOfThePublisher_endsEverybodyInOrder() {
        Publisher<Integer> publisher = publisher(4);
        Subscriber<Integer> a = publisher.subscribe(Subscription.oldest());
        Subscriber<Integer> b = publisher.subscribe(Subscription.oldest().after(a));
        assertEquals(PENDING, a.poll(one));
        assertEquals(PENDING, b.poll(two));
        publisher.append(1);
        publisher.close();
        publisher.close();
        assertEquals(Sent.CLOSED, publisher.offer(2));
        assertEquals(ENDED, publisher.poll(txTask));
        assertEquals(1, one.takeWakes());
        assertEquals(List.of(1), read(a, one));
        assertTrue(two.takeWakes() > 0);
        assertEquals(ENDED, a.poll(one));
        assertEquals(List.of(1), read(b, two));
        assertEquals(ENDED, b.poll(two));
        assertEquals(1, publisher.account().consumed());
        assertEquals(0, publisher.account().dropped());
    }

    // Stages

    @Test
    void followers_seeAMessageWhenAllTheirStagesHaveReleasedIt() {
        Publisher<Integer> publisher = publisher(8);
        Subscriber<Integer> journal = publisher.subscribe(Subscription.oldest());
        Subscriber<Integer> replica = publisher.subscribe(Subscription.oldest());
        Subscriber<Integer> logic = publisher.subscribe(Subscription.oldest().after(journal, replica));
        Subscriber<Integer> answer = publisher.subscribe(Subscription.oldest().after(logic));
        send(publisher, 0, 2);
        assertEquals(PENDING, logic.poll(one));
        read(journal, two);
        assertEquals(PENDING, logic.poll(one));
        assertEquals(READY, replica.poll(two));
        assertEquals(PENDING, logic.poll(one), "a head that is shown is not released");
        one.takeWakes();
        replica.tail();
        assertEquals(1, one.takeWakes(), "woken by the stage");
        assertEquals(List.of(0), read(logic, one));
        assertEquals(List.of(0), read(answer, two));
        replica.close();
        assertEquals(List.of(1), read(logic, one), "who leaves is waited for no longer");
        logic.close();
        journal.close();
        send(publisher, 2, 3);
        assertEquals(List.of(1, 2), read(answer, two), "the last stage left: it follows the publisher");
        assertEquals(PENDING, answer.poll(two));
        two.takeWakes();
        send(publisher, 3, 4);
        assertEquals(1, two.takeWakes());
    }

    @Test
    void followersOfASplitCursor_waitForAllOfItsHalves() {
        Publisher<Integer> publisher = publisher(8);
        Subscriber<Integer> first = publisher.subscribe(Subscription.oldest());
        Subscriber<Integer> then = publisher.subscribe(Subscription.oldest().after(first));
        Subscriber<Integer> half = first.splitByKey(Integer::longValue, 5);
        send(publisher, 3, 7);
        assertEquals(List.of(3, 4), read(first, one));
        assertEquals(List.of(), read(then, two));
        assertEquals(List.of(5, 6), read(half, one));
        assertEquals(List.of(3, 4, 5, 6), read(then, two));
    }

    @Test
    void stageOfAnotherPublisher_isRefused() {
        Subscriber<Integer> stranger = publisher(2).subscribe(Subscription.oldest());
        assertThrows(
                IllegalArgumentException.class,
                () -> publisher(2).subscribe(Subscription.oldest().after(stranger)));
    }

    // Splitting and merging

    @Test
    void splitByShare_givesEachMessageToOne() {
        Publisher<Integer> publisher = publisher(8);
        Subscriber<Integer> a = publisher.subscribe(Subscription.oldest());
        send(publisher, 0, 6);
        assertEquals(1, a.claim(1));
        Subscriber<Integer> b = a.splitByShare();
        assertEquals(0, a.head(), "what is claimed stays");
        assertEquals(2, b.claim(2));
        assertEquals(1, b.at(0));
        assertEquals(2, b.at(1));
        a.tail();
        assertEquals(List.of(3, 4, 5), read(a, one));
        assertEquals(
                8 - 5, 8 - publisher.account().resident(), "what b holds is not overwritten, nor what comes after");
        b.commit(2);
        assertEquals(6, a.account().consumed());
        a.merge(b);
        assertEquals(ENDED, b.poll(two));
        send(publisher, 6, 7);
        assertEquals(List.of(6), read(a, one));
    }

    @Test
    void splitByKey_sendsEachKeyToOneSideAndMergesBack() {
        Publisher<Integer> publisher = publisher(16);
        Subscriber<Integer> low = publisher.subscribe(Subscription.oldest());
        Subscriber<Integer> high = low.splitByKey(ToKey.INSTANCE, 5);
        Subscriber<Integer> highest = high.splitByKey(ToKey.INSTANCE, 8);
        send(publisher, 0, 10);
        assertEquals(List.of(0, 1, 2, 3, 4), read(low, one));
        assertEquals(List.of(8, 9), read(highest, two));
        assertEquals(READY, high.poll(two));
        assertEquals(5, high.head());
        high.tail();
        low.merge(high);
        assertEquals(List.of(6, 7), read(low, one), "goes on where the later one stood, with what that one had to see");
        low.merge(highest);
        send(publisher, 10, 12);
        assertEquals(List.of(10, 11), read(low, one));
        assertEquals(12, low.account().published());
        assertThrows(IllegalStateException.class, () -> highest.splitByShare());
    }

    private enum ToKey implements java.util.function.ToLongFunction<Integer> {
        INSTANCE;

        @Override
        public long applyAsLong(Integer message) {
            return message;
        }
    }

    @Test
    void splitByKey_refusesARangeWithoutMessages() {
        Publisher<Integer> publisher = publisher(4);
        Subscriber<Integer> low = publisher.subscribe(Subscription.oldest());
        low.splitByKey(ToKey.INSTANCE, 5);
        assertThrows(IllegalStateException.class, () -> low.splitByKey(ToKey.INSTANCE, 5));
        assertThrows(IllegalStateException.class, () -> low.splitByKey(Integer::longValue, 2));
    }

    @Test
    void splitOverlapped_showsEverythingToBoth() {
        Publisher<Integer> publisher = publisher(8);
        Subscriber<Integer> a = publisher.subscribe(Subscription.oldest());
        send(publisher, 0, 2);
        assertEquals(READY, a.poll(one));
        Subscriber<Integer> b = a.splitOverlapped();
        assertThrows(IllegalStateException.class, () -> a.merge(b), "a holds a message");
        a.tail();
        assertEquals(List.of(1), read(b, two));
        a.merge(b);
        send(publisher, 2, 3);
        assertEquals(List.of(2), read(a, one), "1 was seen by one of them");
    }

    @Test
    void merge_refusesStrangers() {
        Publisher<Integer> publisher = publisher(8);
        Subscriber<Integer> a = publisher.subscribe(Subscription.oldest());
        Subscriber<Integer> b = publisher.subscribe(Subscription.oldest());
        assertThrows(IllegalArgumentException.class, () -> a.merge(b));
        assertThrows(IllegalArgumentException.class, () -> a.merge(a));
    }

    @Test
    void migrate_takesWhatIsClaimedAlong() {
        Publisher<Integer> publisher = publisher(8);
        Subscriber<Integer> here = publisher.subscribe(Subscription.oldest());
        send(publisher, 0, 3);
        here.claim(2);
        Subscriber<Integer> there = here.migrate();
        assertEquals(ENDED, here.poll(one));
        assertThrows(IllegalStateException.class, here::head);
        assertThrows(IndexOutOfBoundsException.class, () -> here.commit(1));
        here.close();
        assertEquals(0, there.head());
        there.commit(2);
        assertEquals(List.of(2), read(there, two));
        two.takeWakes();
        one.takeWakes();
        send(publisher, 3, 4);
        assertEquals(0, one.takeWakes());
        assertEquals(1, two.takeWakes());
    }

    // Slots that are filled in place

    @Test
    void slots_areFilledAndReadInPlaceAcrossTheEndOfTheArray() {
        SlotPublisher<Slot> publisher = slots(5);
        Subscriber<Slot> reader = publisher.subscribe(Subscription.oldest());
        assertTrue(reader.inPlace());
        long next = 0;
        long read = 0;
        for (int round = 0; round < 200; round++) {
            int claimed = publisher.claim(1 + round % 7);
            assertEquals(Math.min(1 + round % 7, 5), claimed);
            for (int i = 0; i < claimed; i++) {
                publisher.slot(i).value = next++;
            }
            assertEquals(0, reader.claim(5), "nobody sees a slot before the commit");
            assertEquals(Sent.ACCEPTED, publisher.commit(claimed));
            publisher.flush();
            assertEquals(claimed, reader.claim(100));
            for (int i = 0; i < claimed; i++) {
                assertEquals(read++, reader.at(i).value);
            }
            reader.commit(claimed);
        }
        assertEquals(next, publisher.account().consumed());
        assertThrows(IndexOutOfBoundsException.class, () -> publisher.slot(0));
        assertThrows(IndexOutOfBoundsException.class, () -> publisher.commit(1));
        assertThrows(IndexOutOfBoundsException.class, () -> reader.at(0));
        assertThrows(IndexOutOfBoundsException.class, () -> reader.commit(1));
    }

    @Test
    void abort_givesUpWhatIsNotCommitted() {
        SlotPublisher<Slot> publisher = slots(4);
        Subscriber<Slot> reader = publisher.subscribe(Subscription.oldest());
        assertEquals(3, publisher.claim(3));
        publisher.slot(0).value = 1;
        publisher.commit(1);
        publisher.abort();
        assertThrows(IndexOutOfBoundsException.class, () -> publisher.slot(0));
        assertEquals(1, reader.claim(4));
        assertEquals(1, publisher.position());
    }

    @Test
    void senderThatStopsBetweenClaimAndCommit_holdsNobodyUp() {
        SlotPublisher<Slot> dead = Turbine.bestAt(publishing).sharedSlots(4, Slot::new);
        SlotPublisher<Slot> alive = dead.another();
        Subscriber<Slot> reader = dead.subscribe(Subscription.oldest());
        assertEquals(2, dead.claim(2));
        dead.slot(0).value = -1;
        for (int i = 0; i < 100; i++) {
            assertEquals(4, alive.claim(4));
            for (int s = 0; s < 4; s++) {
                alive.slot(s).value = 4 * i + s;
            }
            assertEquals(Sent.ACCEPTED, alive.commit(4));
            assertEquals(0, alive.claim(1), "full");
            assertEquals(4, reader.claim(9));
            for (int s = 0; s < 4; s++) {
                assertEquals(4 * i + s, reader.at(s).value);
            }
            reader.commit(4);
        }
        assertEquals(Sent.ACCEPTED, dead.commit(1), "and if it was only asleep, it goes on");
        assertEquals(1, reader.claim(9));
        assertEquals(-1, reader.at(0).value);
        dead.abort();
        assertThrows(IllegalStateException.class, () -> slots(1).another());
    }

    @Test
    void sharedSlots_areNeverInTwoHands() {
        SlotPublisher<Slot> a = Turbine.bestAt(publishing).sharedSlots(2, Slot::new);
        SlotPublisher<Slot> b = a.another();
        Subscriber<Slot> reader = a.subscribe(Subscription.oldest());
        for (int i = 0; i < 50; i++) {
            assertEquals(1, a.claim(1));
            assertEquals(1, b.claim(1));
            assertNotSame(a.slot(0), b.slot(0));
            a.commit(1);
            b.commit(1);
            assertEquals(2, reader.claim(2));
            assertNotSame(reader.at(0), reader.at(1));
            Slot held = reader.at(0);
            assertNull(a.claim(), "full");
            assertSame(held, reader.head());
            reader.commit(2);
        }
    }

    /** All that was asked for was once granted for one free place, and its sender tried to commit it for ever. */
    @Test
    void claimOfASharedRing_grantsNoMoreThanThereIsRoomFor() {
        SlotPublisher<Slot> a = Turbine.bestAt(publishing).sharedSlots(4, Slot::new);
        Subscriber<Slot> reader = a.subscribe(Subscription.oldest());
        assertEquals(3, a.claim(3));
        assertEquals(Sent.ACCEPTED, a.commit(3));
        assertEquals(1, a.claim(4));
        assertEquals(Sent.ACCEPTED, a.commit(1));
        assertEquals(0, a.claim(4));
        assertEquals(4, reader.claim(4));
        reader.commit(4);
        assertEquals(4, a.claim(9));
        assertEquals(Sent.ACCEPTED, a.commit(4));
    }

    @Test
    void fullSharedRing_keepsTheFilledSlotWithItsSender() {
        SlotPublisher<Slot> a = Turbine.bestAt(publishing).sharedSlots(1, Slot::new);
        SlotPublisher<Slot> b = a.another();
        Subscriber<Slot> reader = a.subscribe(Subscription.oldest());
        Slot slot = a.claim();
        assertEquals(1, b.claim(1));
        assertEquals(Sent.ACCEPTED, b.publish());
        assertEquals(Sent.FULL, a.publish());
        assertEquals(PENDING, a.poll(txTask));
        reader.poll(one);
        reader.tail();
        assertEquals(1, txTask.takeWakes());
        assertEquals(READY, a.poll(txTask));
        assertEquals(Sent.ACCEPTED, a.publish());
        reader.poll(one);
        assertSame(slot, reader.head());
        reader.close();
        a.close();
        assertEquals(Sent.CLOSED, b.commit(0));
        assertNull(b.claim());
        assertFalse(b.toString().isEmpty());
    }
}
