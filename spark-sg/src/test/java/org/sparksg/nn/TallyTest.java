package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.ReferenceKernels;
import org.sparksg.tensor.Shape;

class TallyTest {
    private final Kernels kernels = new ReferenceKernels();

    @Test
    void stepsWithoutAClassDoNotCount() {
        Network network = new Network(Shape.of(3, 2), List.of(new Identity()), new SoftmaxCrossEntropy());
        Tally tally = new Tally(network, 2, kernels);
        var logits = kernels.zeros(Shape.of(2, 3, 2)).set(0, 3, 5, 0, 0, 0, 1, 0, 0, 0, 0, 2);
        tally.add(logits, kernels.zeros(Shape.of(2, 3)).set(1, 1, -1, 0, -1, 1));
        Tally.Sums sums = tally.sums();
        double expected = loss(3) + loss(-5) + loss(1) + loss(2);
        assertEquals(2, sums.examples());
        assertEquals(4, sums.answers());
        assertEquals(3, sums.right());
        assertEquals(expected, sums.loss(), 1e-12);
        tally.add(logits, kernels.zeros(Shape.of(2, 3)).set(-1, -1, -1, -1, -1, 0));
        assertEquals(5, tally.sums().answers());
        assertEquals(expected + loss(-2), tally.sums().loss(), 1e-12);
        tally.clear();
        assertEquals(0, tally.sums().examples());
    }

    /** Of two classes, by the lead of the right one. */
    private static double loss(double lead) {
        return Math.log(1 + Math.exp(-lead));
    }
}
