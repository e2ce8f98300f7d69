package org.sparksg.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;

class TensorTest {

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void memoryStartsOnACacheLine(DataType type) {
        for (int size : new int[] {1, 10, 1000, 40_000, 300_000}) {
            Tensor tensor = Tensor.zeros(type, Shape.of(size));
            assertEquals(0, tensor.address().address() % 64, type + ", " + size);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void bytesAddressAndArrayAreOneMemory(DataType type) {
        Tensor tensor = Tensor.zeros(type, Shape.of(1000)).view(3, Shape.of(2, 5));
        tensor.set(7, 1.5);
        assertEquals(1.5, tensor.array().getDouble(1, 2));
        assertEquals(type.width() * 3L, tensor.address().address() % 64);
        assertEquals(type.width() * 10, tensor.bytes().limit());
    }
}
