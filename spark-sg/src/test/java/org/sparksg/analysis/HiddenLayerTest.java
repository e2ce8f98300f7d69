package org.sparksg.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Dropout;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Relu;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.tensor.Shape;

class HiddenLayerTest {
    private static Network network(Layer... layers) {
        return new Network(Shape.of(4), List.of(layers), new SoftmaxCrossEntropy());
    }

    @Test
    void whatFollowsADenseLayerBelongsToIt() {
        Network network = network(
                new Dropout(0.5),
                Dense.of(3),
                BatchNorm.of(),
                new Relu(),
                Dense.of(3),
                Dense.of(5),
                new Relu(),
                Dense.of(2));
        assertEquals(
                List.of(new HiddenLayer(1, 0, 4), new HiddenLayer(2, 4, 5), new HiddenLayer(3, 5, 7)),
                HiddenLayer.of(network));
    }

    @Test
    void networkWithoutHiddenLayerIsRefused() {
        var refusal =
                assertThrows(IllegalArgumentException.class, () -> HiddenLayer.of(network(Dense.of(2), new Relu())));
        assertEquals(
                "network with 1 layers with weights: must have 2 or more, one of them hidden", refusal.getMessage());
    }
}
