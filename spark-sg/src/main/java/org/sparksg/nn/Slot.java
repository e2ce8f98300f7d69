package org.sparksg.nn;

import java.io.Serializable;
import java.util.function.IntToDoubleFunction;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * A place for one array of numbers that a layer keeps: a weight, a bias, a running mean.
 *
 * @param name within a layer {@code weight}; within a network {@code 3.dense.weight}
 */
public record Slot(String name, Shape shape, Initializer initializer) implements Serializable {
    private static final int LOOK = 1 << 16; // values between two looks at whether anybody still wants them

    public Slot {
        Require.that(name != null && !name.isBlank(), "name", name, "not blank");
        Require.present("shape", shape);
        Require.present("initializer", initializer);
    }

    /** Returns this slot under the name {@code prefix.name}. */
    public Slot within(String prefix) {
        return new Slot(prefix + '.' + name, shape, initializer);
    }

    /**
     * Writes the starting values, which depend on the seed, the name, the shape and the initializer only.
     *
     * @throws IllegalStateException if the thread is interrupted: a large array takes a while
     */
    public void initialise(long seed, Tensor to) {
        IntToDoubleFunction values = initializer.values(shape, stream(seed));
        for (int i = 0; i < to.size(); i++) {
            if (i % LOOK == 0 && Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException(name + ": interrupted before it had its starting values");
            }
            to.set(i, values.applyAsDouble(i));
        }
        to.touch();
    }

    private long stream(long seed) {
        long stream = seed;
        for (int i = 0; i < name.length(); i++) {
            stream = Hash.mix(stream, name.charAt(i));
        }
        return stream;
    }
}
