package org.sparksg.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.Capacity;
import org.sparksg.transport.Delivery;
import org.sparksg.transport.Header;
import org.sparksg.transport.Link;
import org.sparksg.transport.Link.Offer;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LinkMemoryTest {
    private static final Shape SHAPE = Shape.of(16, 512); // 32 KiB: 10,000 of them are 320 MB
    private static final Capacity CAPACITY = new Capacity(4, List.of(SHAPE));

    private final Tensor tensor = Tensor.zeros(Element.F32, SHAPE);

    @ParameterizedTest
    @EnumSource
    void tenThousandMessagesLeaveMemoryAsItWas(LinkKind kind) throws Exception {
        try (LinkKind.Ends ends = kind.open(CAPACITY, CAPACITY)) {
            stream(ends, 1_000); // caches fill, classes load
            long heap = Memory.heapBytes();
            long direct = Memory.directBytes();
            long process = Pointer.physicalBytes();
            stream(ends, 10_000);
            assertAtMost(2 << 20, Memory.heapBytes() - heap, "on the heap");
            assertAtMost(64 << 10, Memory.directBytes() - direct, "in direct buffers");
            assertAtMost(100 << 20, Pointer.physicalBytes() - process, "in the process"); // a third of what was sent
        }
    }

    private static void assertAtMost(long limit, long grown, String where) {
        assertTrue(grown <= limit, grown + " bytes more " + where + ", limit " + limit);
    }

    private void stream(LinkKind.Ends ends, int messages) {
        Header header = new Header(Header.Kind.ACTIVATION, 0, 0, 0, List.of(SHAPE));
        int received = 0;
        for (int sent = 0; received < messages; ) {
            if (sent < messages && ends.lower().offer(header, tensor) == Offer.ACCEPTED) {
                sent++;
            }
            received += receive(ends.upper());
        }
    }

    private static int receive(Link link) {
        Delivery delivery = link.poll();
        if (delivery == null) {
            Thread.yield();
            return 0;
        }
        delivery.release();
        return 1;
    }
}
