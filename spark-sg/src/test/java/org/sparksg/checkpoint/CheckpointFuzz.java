package org.sparksg.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * Damages checkpoints by chance, and looks whether what is found then is what was written:
 * {@code CheckpointFuzz [first seed] [number of seeds]}.
 */
public final class CheckpointFuzz {
    private static final Configuration HADOOP = new Configuration();
    private static final long[] BATCHES = {100, 200, 300};
    private static final int STAGES = 2;

    private final long seed;
    private final Random random;
    private final Path run;

    private CheckpointFuzz(long seed, Path run) {
        this.seed = seed;
        this.random = new Random(seed);
        this.run = run;
    }

    /** How a trial ended. */
    enum Verdict {
        /** The newest checkpoint was found as it was written: what was damaged does not count. */
        NEWEST,
        /** An older one was found as it was written. */
        OLDER,
        /** All were damaged, and that was said. */
        NONE_LEFT,
        /** One was taken, with other numbers than were written. */
        SILENTLY_WRONG,
        /** None was found though one was left whole. */
        REFUSED
    }

    /** Runs the trials of some seeds. */
    public static void main(String[] arguments) throws IOException {
        long first = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1;
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
        Map<Verdict, Integer> verdicts = new HashMap<>();
        for (long seed = first; seed < first + count; seed++) {
            Verdict verdict = trial(seed);
            verdicts.merge(verdict, 1, Integer::sum);
            if (verdict == Verdict.SILENTLY_WRONG || verdict == Verdict.REFUSED) {
                System.out.println("seed " + seed + ": " + verdict);
            }
        }
        System.out.println("seeds " + first + " to " + (first + count - 1) + ": " + verdicts);
    }

    static Verdict trial(long seed) throws IOException {
        Path run = Files.createTempDirectory("fuzz");
        try {
            return new CheckpointFuzz(seed, run).verdict();
        } finally {
            try (Stream<Path> files = Files.walk(run)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }

    private Verdict verdict() throws IOException {
        CheckpointStore store = new CheckpointStore(HADOOP, run.toString());
        for (long batch : BATCHES) {
            write(store, batch);
        }
        int damaged = 1 + random.nextInt(BATCHES.length); // so many of the newest
        for (int i = 0; i < damaged; i++) {
            long batch = BATCHES[BATCHES.length - 1 - i];
            for (int blows = 1 + random.nextInt(3); blows > 0; blows--) {
                damage(folder(batch));
            }
        }
        Optional<Manifest> found;
        try {
            found = store.newest();
        } catch (RuntimeException e) {
            System.out.println("seed " + seed + ": " + e);
            return Verdict.REFUSED;
        }
        if (found.isEmpty()) {
            return damaged == BATCHES.length ? Verdict.NONE_LEFT : Verdict.REFUSED;
        }
        if (!isAsWritten(store, found.get())) {
            return Verdict.SILENTLY_WRONG;
        }
        return found.get().batchId() == BATCHES[BATCHES.length - 1] ? Verdict.NEWEST : Verdict.OLDER;
    }

    private Path folder(long batch) {
        return run.resolve(String.format("checkpoints/batch-%012d", batch));
    }

    private static Map<String, Tensor> tensors(long batch, int stage) {
        Tensor weight = Tensor.zeros(Element.F32, Shape.of(40, 7));
        Random values = new Random(batch * STAGES + stage);
        weight.set(values.doubles(280).map(value -> (float) value).toArray());
        Tensor bias = Tensor.zeros(Element.F32, Shape.of(3)).set(new double[] {batch, stage, 0.5});
        return Map.of(stage + ".dense.weight", weight, stage + ".dense.bias", bias);
    }

    private static Map<String, String> facts(long batch, int stage) {
        return Map.of(stage + "/steps", Long.toString(batch));
    }

    private static void write(CheckpointStore store, long batch) {
        Manifest.StageFile[] files = new Manifest.StageFile[STAGES];
        for (int stage = 0; stage < STAGES; stage++) {
            files[stage] = store.write(batch, stage, 0, stage, stage + 1, facts(batch, stage), tensors(batch, stage));
        }
        store.commit(new Manifest("fuzz", batch, 0, 0, "{\"layers\":[40,7]}", List.of(files), Instant.EPOCH));
    }

    private static boolean isAsWritten(CheckpointStore store, Manifest manifest) {
        long batch = manifest.batchId();
        if (LongStream.of(BATCHES).noneMatch(known -> known == batch)
                || manifest.attempt() != 0
                || manifest.epoch() != 0
                || !manifest.run().equals("fuzz")
                || !manifest.network().equals("{\"layers\":[40,7]}")) {
            return false;
        }
        try (Snapshot snapshot = store.open(manifest)) {
            for (int stage = 0; stage < STAGES; stage++) {
                for (Map.Entry<String, Tensor> each : tensors(batch, stage).entrySet()) {
                    Tensor read = Tensor.zeros(Element.F32, each.getValue().shape());
                    snapshot.read(each.getKey(), read);
                    if (!Arrays.equals(read.toArray(), each.getValue().toArray())) {
                        return false;
                    }
                }
                if (!snapshot.metadata()
                        .entrySet()
                        .containsAll(facts(batch, stage).entrySet())) {
                    return false;
                }
            }
        }
        return true;
    }

    private void damage(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.filter(Files::isRegularFile).sorted().toList();
        }
        if (files.isEmpty()) {
            return;
        }
        Path file = files.get(random.nextInt(files.size()));
        byte[] bytes = Files.readAllBytes(file);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> flip(file, bytes);
            case 3 -> Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
            case 4 -> Files.write(file, Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100)));
            case 5 -> Files.delete(file);
            case 6 -> blank(file, bytes);
            case 7 -> exchange(file);
            case 8 -> Files.write(folder.resolve("." + file.getFileName() + ".crc"), new byte[random.nextInt(40)]);
            default -> Files.copy(file, files.get(random.nextInt(files.size())), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void flip(Path file, byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
        }
    }

    /** A sector that was never written. */
    private void blank(Path file, byte[] bytes) throws IOException {
        int from = random.nextInt(bytes.length + 1);
        Arrays.fill(bytes, from, Math.min(bytes.length, from + 512), (byte) 0);
        Files.write(file, bytes);
    }

    /** The same file of another checkpoint. */
    private void exchange(Path file) throws IOException {
        Path other = folder(BATCHES[random.nextInt(BATCHES.length)]).resolve(file.getFileName());
        if (Files.exists(other) && !Files.isSameFile(file, other)) {
            Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
