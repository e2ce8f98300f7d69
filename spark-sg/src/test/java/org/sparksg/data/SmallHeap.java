package org.sparksg.data;

/** Streams a table, in a process whose heap is given to it; prints how many examples came and the sum of their first feature. */
public final class SmallHeap {
    private SmallHeap() {}

    /** {@code arguments}: the path of a CSV table to train on; or that of a libsvm table to evaluate, and the step of evaluations. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1) {
            train(Csv.of(arguments[0], new Label.Numbered("y", 3)));
        } else {
            evaluate(new Libsvm(arguments[0], new Label.Numbered(Libsvm.LABEL, 3), 0), Integer.parseInt(arguments[1]));
        }
    }

    private static void train(DataSource source) throws Exception {
        DataSettings data = new DataSettings(source, null, 0.1);
        long heap = Runtime.getRuntime().maxMemory();
        DataSummary planned = data.decide(data.open(Streams.HADOOP, 1), heap, 64);
        if (!planned.streaming().train()) {
            throw new IllegalStateException("fits into " + heap);
        }
        long bytes = DataMemory.bytes(planned.train(), planned.schema());
        try (Streams streams = new Streams(data, planned, 64, 1, 1)) {
            print(streams, streams.readers().training(), 64, ", times the heap " + (double) bytes / heap);
        }
    }

    /** Reads the part that is held out, and then all as test data. */
    private static void evaluate(DataSource source, int step) throws Exception {
        try (Streams streams = new Streams(new DataSettings(source, source, 0.5), step, step, 1, 1)) {
            print(streams, streams.readers().heldOut().orElseThrow(), step, "");
            print(streams, streams.readers().test().orElseThrow(), step, "");
        }
    }

    private static void print(Streams streams, ExampleReader reader, int step, String more) throws Exception {
        long[] sums = new long[2];
        streams.each(reader, 0, 0, step, row -> {
            sums[0]++;
            sums[1] += (long) row[0];
        });
        System.out.println(sums[0] + " examples, sum " + sums[1] + more);
    }
}
