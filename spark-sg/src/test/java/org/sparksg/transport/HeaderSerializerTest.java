package org.sparksg.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.tensor.Shape;

class HeaderSerializerTest {
    private final Kryo kryo = kryo();

    private static Kryo kryo() {
        Kryo kryo = new Kryo();
        kryo.setRegistrationRequired(true);
        kryo.register(Shape.class, new ShapeSerializer());
        kryo.register(Header.class, new HeaderSerializer());
        return kryo;
    }

    private Object copyOf(Object value) {
        Output output = new Output(64, -1);
        kryo.writeClassAndObject(output, value);
        return kryo.readClassAndObject(new Input(output.toBytes()));
    }

    @Test
    void shapesAndHeadersSurviveTheRoundTrip() {
        Shape shape = Shape.of(5, 1, 9);
        Header header = new Header(Header.Kind.EVALUATION, 2, 1L << 50, 3, List.of(shape, Shape.of(5)));
        assertEquals(shape, copyOf(shape));
        assertEquals(header, copyOf(header));
    }
}
