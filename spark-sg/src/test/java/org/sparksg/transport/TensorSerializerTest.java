package org.sparksg.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

class TensorSerializerTest {
    private final Kryo kryo = kryo();

    private static Kryo kryo() {
        Kryo kryo = new Kryo();
        kryo.setRegistrationRequired(true);
        kryo.register(Tensor.class, new TensorSerializer());
        kryo.register(Shape.class, new ShapeSerializer());
        kryo.register(Header.class, new HeaderSerializer());
        return kryo;
    }

    private byte[] write(Object value) {
        Output output = new Output(64, -1);
        kryo.writeClassAndObject(output, value);
        return output.toBytes();
    }

    private Object copyOf(Object value) {
        return kryo.readClassAndObject(new Input(write(value)));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void tensorLargerThanAChunkSurvivesTheRoundTrip(DataType type) {
        Tensor tensor = Tensor.zeros(type, Shape.of(3, 1, 1361));
        for (int i = 0; i < tensor.size(); i++) {
            tensor.set(i, i * 0.5 - 7);
        }
        Tensor copy = (Tensor) copyOf(tensor);
        assertEquals(tensor.shape(), copy.shape());
        assertEquals(type, copy.type());
        assertArrayEquals(tensor.toArray(), copy.toArray());
    }

    @Test
    void viewIsWrittenAsWhatItShows() {
        Tensor tensor = Tensor.zeros(DataType.FLOAT, Shape.of(4, 2)).set(1, 2, 3, 4, 5, 6, 7, 8);
        Tensor copy = (Tensor) copyOf(tensor.view(2, Shape.of(2, 2)));
        assertArrayEquals(new double[] {3, 4, 5, 6}, copy.toArray());
    }

    @Test
    void elementsAreLittleEndianOnEveryMachine() {
        byte[] bytes = write(Tensor.zeros(DataType.DOUBLE, Shape.of(1)).set(Math.PI));
        double last = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getDouble(bytes.length - Double.BYTES);
        assertEquals(Math.PI, last);
    }

    @Test
    void shapesAndHeadersSurviveTheRoundTrip() {
        Shape shape = Shape.of(5, 1, 9);
        Header header = new Header(Header.Kind.EVALUATION, 2, 1L << 50, 3, List.of(shape, Shape.of(5)));
        assertEquals(shape, copyOf(shape));
        assertEquals(header, copyOf(header));
    }
}
