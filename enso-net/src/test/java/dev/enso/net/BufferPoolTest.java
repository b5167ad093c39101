package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferPoolTest {
    private final BufferPool pool = new BufferPool();

    @ParameterizedTest
    @CsvSource({"0,512", "1,512", "512,512", "513,1024", "65536,65536", "65537,131072", "8388608,8388608"})
    void take_givesTheNextPowerOfTwo(int size, int capacity) {
        ByteBuffer buffer = pool.take(size);
        assertTrue(buffer.isDirect());
        assertEquals(capacity, buffer.capacity());
        assertEquals(capacity, buffer.remaining());
        assertEquals(capacity, pool.lentBytes());
    }

    @Test
    void take_lendsWhatCameBackLast() {
        ByteBuffer first = pool.take(1000);
        ByteBuffer second = pool.take(1000);
        assertNotSame(first, second);
        pool.give(first.position(7).limit(9));
        pool.give(second);
        assertSame(second, pool.take(1000));
        assertSame(first, pool.take(1000));
        assertEquals(1024, first.remaining());
    }

    @Test
    void give_keepsNoMoreThanABoundedAmount() {
        List<ByteBuffer> lent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            lent.add(pool.take(1 << 20));
        }
        assertEquals(100 << 20, pool.lentBytes());
        lent.forEach(pool::give);
        assertEquals(0, pool.lentBytes());
        assertEquals(4 << 20, pool.idleBytes());
    }
}
