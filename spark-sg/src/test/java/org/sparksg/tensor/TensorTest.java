package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {

    @ParameterizedTest
    @EnumSource
    void memoryStartsOnACacheLine(Element type) {
        for (int size : new int[] {1, 10, 1000, 40_000, 300_000}) {
            Tensor tensor = Tensor.zeros(type, Shape.of(size));
            assertEquals(0, tensor.address().address() % 64, type + ", " + size);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytesAndAddressAreOneMemory(Element type) {
        Tensor tensor = Tensor.zeros(type, Shape.of(1000)).view(3, Shape.of(2, 5));
        tensor.set(7, 1.5);
        double found = type == Element.F32
                ? new FloatPointer(tensor.address()).get(7)
                : new DoublePointer(tensor.address()).get(7);
        assertEquals(1.5, found);
        assertEquals(type.width() * 3L, tensor.address().address() % 64);
        assertEquals(type.width() * 10, tensor.bytes().limit());
    }
}
