package org.sparksg.spark;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.serializer.KryoRegistrator;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;
import org.sparksg.transport.ShapeSerializer;
import org.sparksg.transport.TensorSerializer;

/**
 * Lets users' RDDs hold tensors and shapes when Spark serializes with Kryo: set {@code spark.kryo.registrator} to the name of
 * this class.
 */
public final class SparkSgKryoRegistrator implements KryoRegistrator {

    /** Called by Spark. */
    public SparkSgKryoRegistrator() {}

    @Override
    public void registerClasses(Kryo kryo) {
        kryo.register(Shape.class, new ShapeSerializer());
        kryo.register(Tensor.class, new TensorSerializer());
    }
}
