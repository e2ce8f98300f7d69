package org.sparksg.data;

/** Reads an epoch of a streamed table, in a process whose heap is given to it; prints how many examples came and the sum of their first feature. */
public final class SmallHeap {
    private SmallHeap() {}

    /** {@code arguments}: the path of the table. */
    public static void main(String[] arguments) throws Exception {
        DataSettings data = new DataSettings(Csv.of(arguments[0], new Label.Numbered("y", 3)), null, 0.1);
        long heap = Runtime.getRuntime().maxMemory();
        DataSummary planned = data.decide(data.open(Streams.HADOOP, 1), heap, 64);
        if (!planned.streaming().train()) {
            throw new IllegalStateException("fits into " + heap);
        }
        long bytes = DataMemory.bytes(planned.train(), planned.schema());
        try (Streams streams = new Streams(data, planned, 64, 1, 1)) {
            long[] sums = new long[2];
            streams.each(streams.readers().training(), 0, 0, 64, row -> {
                sums[0]++;
                sums[1] += (long) row[0];
            });
            System.out.println(sums[0] + " examples, sum " + sums[1] + ", times the heap " + (double) bytes / heap);
        }
    }
}
