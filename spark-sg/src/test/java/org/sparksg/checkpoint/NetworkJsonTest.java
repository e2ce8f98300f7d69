package org.sparksg.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparksg.nn.Attention;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Embedding;
import org.sparksg.nn.ImageRows;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.LastStep;
import org.sparksg.nn.LayerNorm;
import org.sparksg.nn.Network;
import org.sparksg.nn.Positions;
import org.sparksg.nn.Recurrent;
import org.sparksg.nn.Repeat;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.SquaredError;
import org.sparksg.nn.Transformer;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Shape;

/** A network comes back from its JSON text with everything but its starting values. */
class NetworkJsonTest {
    private static final Initializer INITIALIZER = new Initializer.GlorotUniform();

    static Stream<Network> networks() {
        return Stream.of(
                new Network(
                        Shape.of(7),
                        11,
                        List.of(
                                new Embedding(4, INITIALIZER),
                                new Positions(Positions.Form.SINUSOIDAL),
                                new Positions(Positions.Form.LEARNED),
                                new Attention(2, false, true, INITIALIZER),
                                new Repeat(2, List.of(new Transformer(2, 4, 9, true, false, 0.25, INITIALIZER))),
                                new LayerNorm(1e-5),
                                new Recurrent(Cell.LSTM, 5, INITIALIZER),
                                new Recurrent(Cell.GRU, 3, INITIALIZER),
                                Dense.of(11)),
                        new SoftmaxCrossEntropy()),
                new Network(
                        Shape.of(4, 3, 2),
                        List.of(new ImageRows(), new Recurrent(Cell.TANH, 5, INITIALIZER), new LastStep()),
                        new SquaredError()));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aNetworkOfSequencesComesBack(Network network) {
        String json = NetworkJson.write(network);
        Network read = NetworkJson.read(json);
        assertEquals(json, NetworkJson.write(read));
        assertEquals(network.input(), read.input());
        assertEquals(network.ids(), read.ids());
        assertEquals(network.output(), read.output());
        assertEquals(names(network), names(read));
        assertTrue(network.state(0, network.size()) > 0);
        assertEquals(network.state(0, network.size()), read.state(0, read.size()));
    }

    private static List<String> names(Network network) {
        return network.parameters(0, network.size()).stream()
                .map(slot -> slot.name() + slot.shape())
                .toList();
    }
}
