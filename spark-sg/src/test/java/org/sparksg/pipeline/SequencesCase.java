package org.sparksg.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.Context;
import org.sparksg.credit.Delayed;
import org.sparksg.credit.DirectFeedback;
import org.sparksg.credit.Interlocked;
import org.sparksg.credit.LocalLoss;
import org.sparksg.credit.Rule;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.credit.SyntheticGradients;
import org.sparksg.data.Examples;
import org.sparksg.data.Text;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Embedding;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Recurrent;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.nn.Transformer;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Shape;

/** Networks and texts for tests of sequences: small enough to be repeated hundreds of times. */
abstract class SequencesCase {
    static final int WINDOW = 4;
    static final int ROWS = 5;
    static final int LETTERS = 4;
    static final List<List<Integer>> CUTS = List.of(List.of(1, 1, 1, 1), List.of(2, 2), List.of(3, 1));

    @TempDir
    Path dir;

    Recipe recipe(Network network, int epochs) throws IOException {
        Recipe recipe = new Recipe();
        recipe.network = network;
        recipe.stages = List.of(network.size());
        recipe.learning = Learning.locked(1);
        recipe.batchSize = ROWS;
        recipe.epochs = epochs;
        recipe.train = text("train", 4 * ROWS * WINDOW + 11); // a part of a batch is left over
        recipe.heldOut = text("held-out", 3 * ROWS * WINDOW + 6);
        recipe.test = null;
        return recipe;
    }

    /** A rhyme in which the letter that follows depends on one that is long gone. */
    Examples text(String name, int length) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < length; i++) {
            text.append(i % 2 == 0 ? "abcadb" : "bbcbda");
        }
        Path file = Files.writeString(dir.resolve(name), text.substring(0, length));
        List<String> letters = List.of("a", "b", "c", "d");
        return new Text(file.toString(), Text.Units.CHARACTERS, WINDOW, true, letters).load(new Configuration());
    }

    static Network recurrent() {
        Initializer initializer = new Initializer.GlorotUniform();
        return new Network(
                Shape.of(WINDOW),
                LETTERS,
                List.of(
                        new Embedding(3, new Initializer.Normal(1)),
                        new Recurrent(Cell.LSTM, 5, initializer),
                        new Recurrent(Cell.GRU, 4, initializer),
                        Dense.of(LETTERS)),
                new SoftmaxCrossEntropy());
    }

    static Network attentive() {
        Initializer initializer = new Initializer.Normal(0.3);
        return new Network(
                Shape.of(WINDOW),
                LETTERS,
                List.of(
                        new Embedding(4, new Initializer.Normal(1)),
                        new Transformer(2, 4, 8, true, false, 0.1, initializer),
                        new Transformer(2, 4, 8, true, true, 0, initializer),
                        Dense.of(LETTERS)),
                new SoftmaxCrossEntropy());
    }

    static Stream<Rule> rules() {
        OptimizerSettings adam = OptimizerSettings.of(Adam.of(), 0.01);
        AuxiliarySettings head = new AuxiliarySettings(List.of(), false, adam);
        return Stream.of(
                SyntheticGradients.of(SynthesizerSettings.linear(Context.LABEL, 0.01)),
                SyntheticGradients.of(new SynthesizerSettings(List.of(6), false, Context.NONE, adam)),
                new LocalLoss(head),
                new Interlocked(1, head),
                new Delayed(1, false),
                new Delayed(1, true),
                DirectFeedback.random());
    }
}
