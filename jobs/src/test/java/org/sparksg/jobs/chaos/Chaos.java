package org.sparksg.jobs.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ill-treats runs, and says of each how it ended. */
@Command(name = "chaos", description = "Ill-treats runs by chance, and looks whether each ends right or says why not.")
final class Chaos implements Callable<Integer> {
    @Option(names = "--seed", description = "Of the first run; the next ones have the next. Default: ${DEFAULT-VALUE}")
    private long seed = 1;

    @Option(names = "--runs", description = "How many. Default: ${DEFAULT-VALUE}")
    private int runs = 200;

    @Option(names = "--only", split = ",", description = "Some of ${COMPLETION-CANDIDATES}.")
    private List<Fault> only = List.of(Fault.values());

    @Option(names = "--at-once", description = "How many at the same time. Default: ${DEFAULT-VALUE}")
    private int atOnce = 1;

    @Option(names = "--keep", description = "Keep the folders of runs that ended wrong.")
    private boolean keep;

    /** Exit code 1 if a run ended wrong. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Chaos()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        List<Fault> faults = new ArrayList<>(only);
        if (!SmallDisk.isPossible()) {
            faults.removeAll(List.of(Fault.FULL_DISK, Fault.FULL_DISK_FOR_LONG, Fault.READ_ONLY));
            System.out.println("no right to mount file systems: no full and no read-only disks");
        }
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            List<Callable<Outcome>> trials = LongStream.range(seed, seed + runs)
                    .<Callable<Outcome>>mapToObj(
                            each -> () -> outcome(each, faults.get((int) Math.floorMod(each, (long) faults.size()))))
                    .toList();
            Map<Fault, Integer> right = new EnumMap<>(Fault.class);
            int wrong = 0;
            for (Future<Outcome> each : threads.invokeAll(trials)) {
                right.merge(each.get().fault(), each.get().right() ? 1 : 0, Integer::sum);
                wrong += each.get().right() ? 0 : 1;
            }
            System.out.println(
                    "seeds " + seed + " to " + (seed + runs - 1) + ": " + wrong + " ended wrong; right: " + right);
            return wrong == 0 ? 0 : 1;
        } finally {
            threads.shutdownNow();
        }
    }

    private record Outcome(Fault fault, boolean right) {}

    private Outcome outcome(long each, Fault fault) throws IOException, InterruptedException {
        long start = System.nanoTime();
        String trouble = run(each, fault);
        System.out.println(String.format(
                "seed %d: %s after %.0f s%s",
                each, fault, (System.nanoTime() - start) / 1e9, trouble.isEmpty() ? "" : ": " + trouble));
        return new Outcome(fault, trouble.isEmpty());
    }

    private String run(long each, Fault fault) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("chaos");
        Trial trial = new Trial(each, fault, work);
        String trouble = trial.trouble();
        if (!trouble.isEmpty()) {
            trouble += " (" + trial.recipe() + (keep ? ", " + work : "") + ")";
        }
        if (trouble.isEmpty() || !keep) {
            Damage.delete(work);
        }
        return trouble;
    }
}
