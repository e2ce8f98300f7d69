package org.sparksg.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.sparksg.settings.BadSetting;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import org.sparksg.tensor.Tensor;

/** Episodes are drawn as what is shown, step by step (S start, +, - bits, R request), above what is wanted. */
class CopyTaskTest {
    private static final Configuration HADOOP = new Configuration();
    private static final Kernels KERNELS = Backend.PORTABLE.open(Precision.F32);
    private static final double LEVEL_UP = 0.15;
    private static final double LEARNED = 0; // loss
    private static final double NOT_LEARNED = 1000;

    private static CopyTask task(int length, int repeats, int window) {
        return new CopyTask(new Level(length, repeats), LEVEL_UP, window, 1000, 3);
    }

    /** Reads streams batch by batch, and keeps all that came. */
    private static final class Streams {
        private final CopyTask task;
        private final ExampleReader reader;
        private final Tensor features;
        private final Tensor targets;
        private final List<StringBuilder> shown = new ArrayList<>();
        private final List<StringBuilder> wanted = new ArrayList<>();
        private long batch;

        Streams(CopyTask task, int rows) {
            this.task = task;
            this.reader = task.load(HADOOP).streams(rows);
            this.features = KERNELS.zeros(task.features().batch(rows));
            this.targets = KERNELS.zeros(task.target().batch(rows));
            for (int row = 0; row < rows; row++) {
                shown.add(new StringBuilder());
                wanted.add(new StringBuilder());
            }
        }

        Streams read(int batches) {
            for (int i = 0; i < batches; i++) {
                int rows = shown.size();
                int epoch = task.count() / rows;
                assertTrue(reader.read(batch / epoch, Math.toIntExact(batch % epoch) * rows, features, targets));
                batch++;
                for (int step = 0; step < rows * task.window(); step++) {
                    shown.get(step / task.window()).append(shown(step));
                    wanted.get(step / task.window()).append(targets.get(step) < 0 ? "." : (int) targets.get(step));
                }
            }
            return this;
        }

        private String shown(int step) {
            double bit = features.get(3 * step);
            double start = features.get(3 * step + 1);
            double request = features.get(3 * step + 2);
            assertTrue(Stream.of(bit, start, request).filter(x -> x != 0).count() <= 1, "one at a time");
            assertTrue(
                    List.of(-1.0, 0.0, 1.0).contains(bit) && List.of(0.0, 1.0).contains(start));
            return bit != 0 ? bit > 0 ? "+" : "-" : start > 0 ? "S" : request > 0 ? "R" : ".";
        }

        /** Returns all that came so far in a row. */
        String row(int row) {
            return shown.get(row) + "\n" + wanted.get(row);
        }

        /** Returns the same, whatever the bits are: b where one is shown, a where one is wanted. */
        String pattern(int row) {
            return row(row).replaceAll("[+-]", "b").replaceAll("[01]", "a");
        }

        Optional<Level> learned(double loss) {
            return reader.learned(batch - 1, loss);
        }
    }

    @Test
    void bitsAreWantedOnceAfterARequest() {
        assertEquals("""
                S--+R...S++-R...
                .....001.....110""", new Streams(task(3, 0, 16), 1).read(1).row(0));
    }

    @Test
    void bitsAreWantedAsOftenAsToldAndThenTheEnd() {
        assertEquals("""
                S--+R.......S++-R.......
                .....0010012.....1101102""", new Streams(task(3, 2, 24), 1).read(1).row(0));
    }

    @Test
    void theRequestTellsHowOften() {
        int request = 3 * 3 + 2; // the third channel of the fourth step
        assertEquals(0.4, new Streams(task(2, 4, 5), 1).read(1).features.get(request), 1e-7);
        assertEquals(1, new Streams(task(2, 0, 5), 1).read(1).features.get(request));
    }

    /** The first of those whose numbers are in table 1 of Jaderberg et al. */
    @Test
    void repeatedEpisodesHaveTheStepsOfThePaper() {
        Level level = new Level(1, 1);
        List<Integer> steps = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            steps.add(level.steps());
            level = level.next();
        }
        assertEquals(List.of(5, 7, 9, 12, 15, 19, 23, 28), steps);
        assertEquals(new Level(5, 5), level);
        assertEquals(new Level(8, 0), new Level(7, 0).next());
        assertEquals(16, new Level(7, 0).steps());
    }

    @Test
    void rowsAreSpreadEvenlyOverAnEpisode() {
        Streams streams = new Streams(task(1, 0, 8), 4).read(1);
        assertEquals(
                List.of("SbR.SbR.", ".SbR.SbR", "..SbR.Sb", "...SbR.S"),
                Stream.of(0, 1, 2, 3)
                        .map(row -> streams.pattern(row).substring(0, 8))
                        .toList());
    }

    @Test
    void aWindowGoesOnWhereTheOneBeforeEndedAlsoOverEpochs() {
        Streams long0 = new Streams(new CopyTask(new Level(2, 2), 0, 60, 3, 3), 3).read(1);
        Streams short0 = new Streams(new CopyTask(new Level(2, 2), 0, 5, 12, 3), 3).read(12);
        for (int row = 0; row < 3; row++) {
            assertEquals(long0.row(row), short0.row(row));
        }
        assertNotEquals(
                long0.row(0).substring(0, 60).replace("S", ""),
                long0.row(1).substring(0, 60).replace("S", ""));
    }

    @Test
    void episodesBecomeHarderWhereTheyBegin() {
        Streams streams = new Streams(task(1, 0, 4), 4);
        List<Long> raised = new ArrayList<>();
        for (int batch = 0; batch < 9; batch++) {
            streams.read(1);
            if (streams.learned(LEARNED).isPresent()) {
                raised.add(streams.batch - 1);
            }
        }
        // By hand: starts are at r, then at 12, 13, 15, 16, then at 24, 26, 28, 22; batches count from the latest of
        // them on.
        assertEquals(List.of(1L, 4L, 7L), raised);
        assertEquals("""
                SbR.SbR.....SbbR..SbbR..SbbbR.......
                ...a...a........aa....aa.....aaa....""", streams.pattern(0));
        assertEquals("""
                ...SbR.SbR......SbbR..SbbbR...SbbbR.
                ......a...a.........aa.....aaa.....a""", streams.pattern(3));
    }

    @Test
    void aLevelIsKeptUntilItIsLearned() {
        Streams streams = new Streams(task(1, 0, 4), 4).read(2);
        double perBit = Math.log(2) / 4; // a loss is divided by the steps of a window
        int answers = 4;
        assertEquals(Optional.empty(), streams.learned(NOT_LEARNED));
        assertEquals(Optional.empty(), streams.learned(0.1501 * answers * perBit));
        assertEquals(Optional.empty(), streams.learned(Double.NaN));
        assertEquals(Optional.of(new Level(2, 0)), streams.learned(0.1499 * answers * perBit));
    }

    @Test
    void aReaderThatKnowsTheRaisesGoesOnFromAnywhere() {
        Raises raises = new Raises();
        Streams whole = new Streams(task(1, 1, 3), 5);
        whole.reader.follow(raises);
        for (int batch = 0; batch < 60; batch++) {
            whole.read(1);
            whole.learned(batch % 7 == 0 ? LEARNED : NOT_LEARNED);
        }
        assertTrue(raises.batches().size() >= 4, raises.batches()::toString);
        int from = Math.toIntExact(raises.batches().get(2)) + 2;
        Raises known = new Raises();
        known.restore(raises.batches().subList(0, 3));
        Streams rest = new Streams(task(1, 1, 3), 5);
        rest.reader.follow(known);
        rest.batch = from;
        for (int batch = from; batch < 60; batch++) {
            rest.read(1);
            rest.learned(batch % 7 == 0 ? LEARNED : NOT_LEARNED);
        }
        for (int row = 0; row < 5; row++) {
            assertEquals(
                    whole.shown.get(row).substring(3 * from),
                    rest.shown.get(row).toString());
            assertEquals(
                    whole.wanted.get(row).substring(3 * from),
                    rest.wanted.get(row).toString());
        }
        assertEquals(raises.batches(), known.batches());
    }

    @Test
    void testDataHaveTheWindowsOfTheTrainingDataAndBitsOfTheirOwn() throws Exception {
        CopyTask training = task(1, 0, 5);
        CopyTask test = new CopyTask(new Level(4, 0), 0, 64, 50, 4);
        DataSource aligned = test.aligned(training.inspect(HADOOP).schema());
        assertEquals(new CopyTask(new Level(4, 0), 0, 5, 50, 4), aligned);
        assertEquals(aligned.fingerprint(HADOOP), test.fingerprint(HADOOP));
        Schema schema = training.inspect(HADOOP).schema();
        assertEquals(List.of("0", "1"), schema.classNames());
        assertEquals(
                List.of("0", "1", "end"), task(1, 1, 5).inspect(HADOOP).schema().classNames());
    }

    @Test
    void whatIsHeldOutIsOtherStreams() throws Exception {
        DataSettings data = new DataSettings(task(20, 0, 100), null, 0.1);
        DataSets sets = data.load(HADOOP, 1);
        assertEquals(900, sets.training().count());
        assertEquals(100, sets.heldOut().orElseThrow().count());
        Tensor features = KERNELS.zeros(sets.training().features().batch(1));
        Tensor targets = KERNELS.zeros(sets.training().target().batch(1));
        sets.training().streams(1).read(0, 0, features, targets);
        double[] first = targets.toArray();
        sets.heldOut().orElseThrow().streams(1).read(0, 0, features, targets);
        assertFalse(Arrays.equals(first, targets.toArray()));
        sets.training().gather(new int[] {7, 0}, 1, features, targets);
        assertArrayEquals(first, targets.toArray());
    }

    @Test
    void numbersThatMakeNoEpisodeAreRefused() {
        assertThrows(BadSetting.class, () -> new Level(0, 0));
        assertThrows(BadSetting.class, () -> new Level(1, -1));
        assertThrows(BadSetting.class, () -> new Level(10_001, 1));
        assertThrows(BadSetting.class, () -> new CopyTask(new Level(1, 0), -1, 5, 10, 1));
        assertThrows(BadSetting.class, () -> new CopyTask(new Level(1, 0), 0.1, 0, 10, 1));
    }
}
