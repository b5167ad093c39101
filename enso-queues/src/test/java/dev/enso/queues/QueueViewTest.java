package dev.enso.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.testers.CollectionRemoveAllTester;
import com.google.common.collect.testing.testers.CollectionRemoveIfTester;
import com.google.common.collect.testing.testers.CollectionRemoveTester;
import com.google.common.collect.testing.testers.CollectionRetainAllTester;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Overflow;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The view as a queue of the JDK's passes Guava's suite for queues; what can't be removed is left out. */
class QueueViewTest {
    @TestFactory
    Stream<DynamicNode> guavaSuite() {
        return Stream.of(Driver.SPSC, Driver.MPSC).map(QueueViewTest::suite);
    }

    private static DynamicNode suite(Driver driver) {
        TestSuite suite = QueueTestSuiteBuilder.using(new TestStringQueueGenerator() {
                    @Override
                    protected Queue<String> create(String[] elements) {
                        Queue<String> queue = Queues.view(Queues.VEC.create(driver, 100));
                        Collections.addAll(queue, elements);
                        return queue;
                    }
                })
                .named("view of " + driver)
                .withFeatures(
                        CollectionSize.ANY,
                        CollectionFeature.KNOWN_ORDER,
                        CollectionFeature.SUPPORTS_ADD,
                        CollectionFeature.SUPPORTS_REMOVE)
                .suppressing(methods(
                        CollectionRemoveTester.class,
                        CollectionRemoveAllTester.class,
                        CollectionRemoveIfTester.class,
                        CollectionRetainAllTester.class))
                .createTestSuite();
        return node(suite);
    }

    private static List<Method> methods(Class<?>... testers) {
        return Arrays.stream(testers)
                .flatMap(tester -> Arrays.stream(tester.getMethods()))
                .filter(method -> method.getName().startsWith("test"))
                .toList();
    }

    /** JUnit 3's tree as that of JUnit 5. */
    private static DynamicNode node(Test test) {
        if (test instanceof TestSuite suite) {
            return DynamicContainer.dynamicContainer(
                    suite.getName(), Collections.list(suite.tests()).stream().map(QueueViewTest::node));
        }
        TestCase single = (TestCase) test;
        return DynamicTest.dynamicTest(single.getName(), () -> {
            TestResult result = single.run();
            Stream.concat(Collections.list(result.failures()).stream(), Collections.list(result.errors()).stream())
                    .findFirst()
                    .ifPresent(failure -> fail(failure.thrownException()));
            assertEquals(1, result.runCount());
        });
    }

    @org.junit.jupiter.api.Test
    void fullOrClosed_isAnswerOfOfferAndExceptionOfAdd() {
        Channel<String> channel = Queues.spsc(1);
        Queue<String> queue = Queues.view(channel);
        assertTrue(queue.offer("a"));
        assertFalse(queue.offer("b"));
        assertThrows(IllegalStateException.class, () -> queue.add("b"));
        assertEquals("a", queue.peek());
        assertEquals("a", queue.remove());
        channel.rx().close();
        assertFalse(queue.offer("c"));
        assertEquals(null, queue.poll());
    }

    @org.junit.jupiter.api.Test
    void channelThatCannotBeViewed_isRefused() {
        for (Channel<String> channel : List.<Channel<String>>of(
                Queues.LINK.create(Driver.SPSC, 8),
                Queues.VEC.create(Driver.SPSC, 8, Overflow.DROP_OLDEST),
                Queues.conflating(Driver.SPSC, 8, key -> key))) {
            assertThrows(IllegalArgumentException.class, () -> Queues.view(channel));
        }
    }
}
