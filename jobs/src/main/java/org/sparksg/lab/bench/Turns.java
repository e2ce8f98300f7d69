package org.sparksg.lab.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Times something of ours and the same in PyTorch in turn, window by window, so that the moods of the machine fall on both. */
final class Turns {
    @Option(names = "--python", description = "The Python that has PyTorch. Default: ${DEFAULT-VALUE}")
    private String python = "python3";

    @Option(names = "--seconds", description = "Length of a window. Default: ${DEFAULT-VALUE}")
    private double seconds = 0.5;

    @Option(names = "--windows", description = "Windows, of which the median counts. Default: ${DEFAULT-VALUE}")
    private int windows = 9;

    /** Milliseconds of a step. {@code theirs}: of the fastest way that PyTorch may take; null if it is not there. */
    record Times(Spread ours, Spread theirs) {}

    String python() {
        return python;
    }

    /** Returns the lines above a table. */
    String title(PyTorch peer) {
        return "PyTorch: " + peer.describe() + "\n1 thread of " + BenchCommand.machine() + "; median of " + windows
                + " windows of " + seconds + " s, ours and PyTorch's in turn";
    }

    /** Times a step, after a window of so many seconds that does not count. {@code name}: what PyTorch calls it. */
    Times measure(Runnable step, double warmUp, PyTorch peer, String name, String precision)
            throws InterruptedException {
        window(step, warmUp);
        double[] ours = new double[windows];
        double[][] answers = new double[windows][];
        boolean measured = true;
        for (int w = 0; w < windows; w++) {
            ours[w] = window(step, seconds);
            Optional<double[]> answer = peer.window(name, precision, seconds);
            measured = answer.isPresent();
            answers[w] = answer.orElse(new double[0]);
        }
        List<Spread> theirs = new ArrayList<>(); // by what PyTorch may do one way or the other
        for (int way = 0; measured && way < answers[0].length; way++) {
            int which = way;
            theirs.add(Spread.of(Arrays.stream(answers).mapToDouble(answer -> answer[which])));
        }
        return new Times(
                Spread.of(Arrays.stream(ours)),
                theirs.stream().reduce(Turns::faster).orElse(null));
    }

    private static Spread faster(Spread one, Spread other) {
        return new Spread(
                Math.min(one.median(), other.median()),
                Math.min(one.least(), other.least()),
                Math.min(one.most(), other.most()));
    }

    /** Returns the milliseconds of a step. */
    private static double window(Runnable step, double length) throws InterruptedException {
        int steps = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < length * 1e9) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            step.run();
            steps++;
        }
        return (System.nanoTime() - start) / 1e6 / steps;
    }
}
