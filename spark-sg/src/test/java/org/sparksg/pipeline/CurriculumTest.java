package org.sparksg.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparksg.data.CopyTask;
import org.sparksg.data.DataSettings;
import org.sparksg.data.Level;
import org.sparksg.metrics.Event;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Network;
import org.sparksg.nn.Recurrent;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.optim.Adam;
import org.sparksg.optim.OptimizerSettings;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Cell;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Shape;

/** Copy tasks that become harder as far as a network learns them. */
@Timeout(120)
class CurriculumTest {
    private static final Configuration HADOOP = new Configuration();
    private static final double ALWAYS = 9; // bits that no loss is above

    private static Recipe recipe(CopyTask task, int units, int rows) {
        Recipe recipe = new Recipe();
        recipe.network = new Network(
                Shape.of(task.window(), 3),
                List.of(
                        new Recurrent(Cell.LSTM, units, new Initializer.GlorotUniform()),
                        Dense.of(task.first().repeated() ? 3 : 2)),
                new SoftmaxCrossEntropy());
        recipe.schema = task.inspect(HADOOP).schema();
        recipe.files = new DataSettings(task, null, 0);
        recipe.train = task.load(HADOOP);
        recipe.test = new CopyTask(new Level(2, task.first().repeats()), 0, task.window(), 35, 8).load(HADOOP);
        recipe.stages = List.of(2);
        recipe.batchSize = rows;
        return recipe;
    }

    private static CopyTask repeated(double levelUp, int count) {
        return new CopyTask(new Level(1, 1), levelUp, 4, count, 5);
    }

    @Test
    void aResumedRunHasTheBitsAndTheLevelsOfTheWholeOne() {
        Recipe recipe = recipe(repeated(ALWAYS, 6 * 8), 6, 6);
        recipe.epochs = 4;
        recipe.milestones = new Milestones(10, 7);
        Snapshots saved = new Snapshots();
        Rig.Parts parts = new Rig.Parts();
        parts.saver = saved;
        Rig whole = new Rig(recipe, parts).step();
        List<Event.Raise> raises = whole.events(0, Event.Raise.class);
        assertEquals(
                whole.models.get(0).raises().batches(),
                raises.stream().map(Event.Raise::batchId).toList());
        assertEquals(
                List.of("length 2, repeats 1", "length 2, repeats 2", "length 3, repeats 2", "length 3, repeats 3"),
                raises.stream()
                        .map(raise -> new Level(raise.length(), raise.repeats()).toString())
                        .limit(4)
                        .toList());
        assertEquals(
                List.of(7, 9, 12, 15),
                raises.stream().map(Event.Raise::steps).limit(4).toList());
        for (long from : new long[] {7, 14}) {
            Rig.Parts resumed = new Rig.Parts();
            resumed.from = saved.byBatches().get(from);
            assertTrue(resumed.from.raises().size() < raises.size());
            Rig rest = new Rig(recipe, resumed).step();
            rest.state().assertSameAs(whole.state(), from);
            assertEquals(
                    raises.stream().filter(raise -> raise.batchId() >= from).toList(),
                    rest.events(0, Event.Raise.class));
        }
    }

    @Test
    void streamsGoOnFromEpochToEpoch() {
        Recipe one = recipe(repeated(ALWAYS, 6 * 8), 6, 6);
        one.epochs = 1;
        Recipe four = recipe(repeated(ALWAYS, 6 * 2), 6, 6);
        four.epochs = 4;
        new Rig(four).step().state().assertSameAs(new Rig(one).step().state(), four);
    }

    @Test
    void microBatchesAreJudgedTogether() {
        Recipe recipe = recipe(repeated(ALWAYS, 6 * 12), 6, 6);
        Rig whole = new Rig(recipe).step();
        recipe.learning = Learning.locked(3);
        Rig parts = new Rig(recipe).step();
        parts.state().assertWithin(1e-12, whole.state(), recipe);
        assertTrue(parts.events(0, Event.Raise.class).size() >= 2);
    }

    @Test
    void levelsThatStayTrainInAnyNumberOfStages() {
        Recipe recipe = recipe(repeated(0, 6 * 8), 6, 6);
        Rig one = new Rig(recipe).step();
        recipe.stages = List.of(1, 1);
        Rig two = new Rig(recipe).step();
        two.state().assertSameAs(one.state(), recipe);
        assertEquals(one.evaluations(), two.evaluations());
        assertEquals(List.of(), one.events(0, Event.Raise.class));
    }

    @Test
    void severalStagesCannotRaiseTheLevel() {
        Recipe recipe = recipe(repeated(0.15, 60), 6, 6);
        recipe.stages = List.of(1, 1);
        String message = assertThrows(BadSetting.class, recipe::plan).getMessage();
        assertTrue(message.startsWith("data.train.level-up = 0.15: must be 0 with 2 stages"), message);
        assertTrue(message.contains("set stages = 1"), message);
    }

    @Test
    void aNetworkOfSixtyFourUnitsLearnsToCopyMoreThanOneBit() throws InterruptedException {
        CopyTask task = new CopyTask(new Level(1, 0), 0.15, 5, 64 * 600, 1);
        Recipe recipe = recipe(task, 64, 64);
        recipe.optimizer = OptimizerSettings.of(Adam.of(), 3e-3);
        recipe.epochs = 1;
        List<Event> events = Collections.synchronizedList(new ArrayList<>());
        try (var pipeline = new InProcessPipeline(
                recipe.plan(),
                recipe.data(),
                stage -> Backend.AUTO.open(Precision.F32),
                stage -> new Events(events),
                Saver.NONE,
                System::nanoTime)) {
            pipeline.run();
        }
        List<Event.Raise> raises = events.stream()
                .filter(Event.Raise.class::isInstance)
                .map(Event.Raise.class::cast)
                .toList();
        assertTrue(raises.size() >= 2, raises::toString);
    }
}
