package org.sparksg.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.tensor.Shape;

class NetworkTest {
    private static final Network NETWORK = new Network(
            Shape.of(4), List.of(Dense.of(3), BatchNorm.of(), new Relu(), Dense.of(2)), new SoftmaxCrossEntropy());

    private static String errorOf(Runnable action) {
        return assertThrows(IllegalArgumentException.class, action::run).getMessage();
    }

    @Test
    void parametersAreNamedByTheLayersPlaceInTheWholeNetwork() {
        List<String> names = NETWORK.parameters(1, 4).stream().map(Slot::name).toList();
        assertEquals(List.of("1.batch-norm.scale", "1.batch-norm.shift", "3.dense.weight", "3.dense.bias"), names);
    }

    @Test
    void statisticsAreNamedAlike() {
        List<String> names = NETWORK.statistics(0, 4).stream().map(Slot::name).toList();
        assertEquals(List.of("1.batch-norm.mean", "1.batch-norm.variance"), names);
    }

    @Test
    void shapesFollowTheLayers() {
        assertEquals(Shape.of(3), NETWORK.shape(1));
        assertEquals(Shape.of(2), NETWORK.output());
    }

    @Test
    void flopsOfADenseLayerAreTwoForEachWeightAndOneForEachBias() {
        assertEquals(2 * 4 * 3 + 3, NETWORK.flops(0, 1));
    }

    @Test
    void aLayerThatDoesNotTakeItsInputIsNamedWithTheShapes() {
        assertEquals(
                "layer 1.conv, fed with the output of 0.relu of shape [2, 3]: "
                        + "input = [2, 3]: must be an image [height, width, channels]",
                errorOf(() -> new Network(
                        Shape.of(2, 3), List.of(new Relu(), Convolution.of(4, 3)), new SoftmaxCrossEntropy())));
    }

    @Test
    void aLayerWithinAnotherIsNamedWithWhatItGets() {
        Layer residual = new Residual(List.of(new Flatten(), Convolution.of(4, 3)), List.of());
        assertEquals(
                "layer 0.residual, fed with the network's input of shape [4, 4, 1]: layer 1.conv in it, which gets [16]: "
                        + "input = [16]: must be an image [height, width, channels]",
                errorOf(() -> new Network(Shape.of(4, 4, 1), List.of(residual), new SquaredError())));
    }

    @Test
    void aLossThatDoesNotTakeTheOutputIsNamedWithTheLayer() {
        assertEquals(
                "loss softmax-cross-entropy after layer 0.dense: output = [1]: must be one axis of at least 2 classes, or steps"
                        + " of them",
                errorOf(() -> new Network(Shape.of(2), List.of(Dense.of(1)), new SoftmaxCrossEntropy())));
    }

    @Test
    void aNetworkHasALayer() {
        assertEquals(
                "layers = []: must be at least one",
                errorOf(() -> new Network(Shape.of(2), List.of(), new SquaredError())));
    }

    @Test
    void aTargetThatDoesNotFitIsNamedWithTheLastLayer() {
        assertEquals(
                "target of shape [10]: the loss softmax-cross-entropy after layer 3.dense of output [2] needs [2]; "
                        + "change the last layer or the data",
                errorOf(() -> NETWORK.checkTarget(Shape.of(10))));
    }

    @Test
    void aRangeOutsideTheNetworkIsRefused() {
        assertEquals("layers 2 to 5 (excluded): must be a part of 0 to 4", errorOf(() -> NETWORK.parameters(2, 5)));
    }
}
