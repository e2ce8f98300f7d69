package org.sparksg.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * The data of a run, for one who reads them: held in memory, or streamed, as it was decided when the run was planned.
 *
 * @param training what is left for training, shuffled
 * @param heldOut the part of the training data that is kept for validation
 * @param test the test data
 * @param check fails if the data are no more what they were when the run was planned
 */
public record Readers(
        ExampleReader training, Optional<ExampleReader> heldOut, Optional<ExampleReader> test, Runnable check)
        implements AutoCloseable {
    /**
     * Whoever takes examples.
     *
     * @param batch how many examples training takes for one step
     * @param step how many examples an evaluation takes at once
     * @param epochs how many passages over the training data there will be
     * @param arrived called, by any thread, when examples have come that were waited for
     */
    public record Owner(int batch, int step, int epochs, Runnable arrived) {}

    /** Reads data in memory. {@code seed}: decides the order of the training data. */
    public static Readers of(DataSets data, long seed, Owner owner) {
        ExampleReader training = data.training().continued()
                ? data.training().streams(owner.batch(), seed)
                : ExampleReader.shuffled(data.training(), seed);
        return new Readers(
                training,
                data.heldOut().map(examples -> inSequence(examples, owner)),
                data.test().map(examples -> inSequence(examples, owner)),
                () -> {});
    }

    private static ExampleReader inSequence(Examples examples, Owner owner) {
        return examples.continued()
                ? examples.streams(StreamOrder.evaluated(examples.count(), owner.step(), examples.windows()))
                : ExampleReader.inSequence(examples);
    }

    /**
     * Opens data as they were found when the run was planned. What is held in memory is read now.
     *
     * @param seed chooses the examples that are held out, and the order of the others
     * @throws DataException if any of the data are others now
     */
    public static Readers open(DataSettings data, Configuration hadoop, long seed, DataSummary planned, Owner owner)
            throws IOException {
        Streaming streaming = planned.streaming();
        if (!streaming.train() && !streaming.test()) {
            return of(data.load(hadoop, seed, planned), seed, owner);
        }
        Readers training = streaming.train()
                ? streamed(data, hadoop, seed, planned, owner)
                : of(data.split(data.loadTraining(hadoop, planned), Optional.empty(), seed), seed, owner);
        Optional<ExampleReader> test =
                data.test() == null ? Optional.empty() : Optional.of(test(data, hadoop, planned, owner));
        data.requireSame(hadoop, planned);
        return new Readers(training.training(), training.heldOut(), test, () -> check(data, hadoop, planned));
    }

    private static Readers streamed(
            DataSettings data, Configuration hadoop, long seed, DataSummary planned, Owner owner) throws IOException {
        Table table = table(DataSettings.TRAIN, data.train(), planned, true, hadoop);
        List<Shard> shards = planned.sources().get(0).shards();
        IntPredicate held = new HoldOut(data.heldOut(), seed).of(planned.train() + planned.validation());
        ShardOrder order =
                new ShardOrder(shards, held.negate(), planned.streaming().window(), seed);
        ExampleReader training = new TableStream(DataSettings.TRAIN, table, order, owner.epochs(), owner.arrived());
        Optional<ExampleReader> validation = planned.validation() == 0
                ? Optional.empty()
                : Optional.of(inSequence(DataSettings.TRAIN, table, shards, held, planned.validation(), owner));
        return new Readers(training, validation, Optional.empty(), () -> {});
    }

    /** Opens the test data alone. */
    public static ExampleReader openTest(DataSettings data, Configuration hadoop, DataSummary planned, Owner owner)
            throws IOException {
        ExampleReader test = test(data, hadoop, planned, owner);
        data.requireSame(hadoop, planned);
        return test;
    }

    private static ExampleReader test(DataSettings data, Configuration hadoop, DataSummary planned, Owner owner)
            throws IOException {
        if (!planned.streaming().test()) {
            return inSequence(data.readTest(hadoop, planned), owner);
        }
        Table table = table(DataSettings.TEST, data.test(), planned, false, hadoop);
        return inSequence(
                DataSettings.TEST, table, planned.sources().get(1).shards(), position -> true, planned.test(), owner);
    }

    private static ExampleReader inSequence(
            String key, Table table, List<Shard> shards, IntPredicate taken, int count, Owner owner) {
        long heap =
                Runtime.getRuntime().maxMemory(); // in no order: so the window may differ from one machine to the next
        int window = DataMemory.ahead(key, table.training(), count, heap, owner.step());
        return new TableStream(key, table, new ShardOrder(shards, taken, window, null), 1, owner.arrived());
    }

    private static Table table(String key, DataSource source, DataSummary planned, boolean whole, Configuration hadoop)
            throws IOException {
        Schema schema = whole ? planned.schema() : planned.testSchema();
        return DataSettings.naming(
                key, () -> Table.open((TableSource) source, schema, whole, schema.preparation(), hadoop));
    }

    private static void check(DataSettings data, Configuration hadoop, DataSummary planned) {
        try {
            data.requireSame(hadoop, planned);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Stream.of(Optional.of(training), heldOut, test)
                .flatMap(Optional::stream)
                .forEach(ExampleReader::close);
    }
}
