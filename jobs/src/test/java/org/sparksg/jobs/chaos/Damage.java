package org.sparksg.jobs.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What may happen to files while nobody looks. */
record Damage(Random random) {

    /** Flips a bit of one of the files in a folder. */
    void flipOneOf(Path folder, String suffix) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(path -> path.toString().endsWith(suffix))
                    .filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
        flip(files.get(random.nextInt(files.size())));
    }

    private void flip(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek((long) (random.nextDouble() * file.length()));
            int old = file.read();
            file.seek(file.getFilePointer() - 1);
            file.write(old ^ 1 << random.nextInt(8));
        }
    }

    /** Damages the record of a run: zeros, nothing, the beginning only, flipped bits, or no file; sometimes its copy is lost, too. */
    void record(Path run) throws IOException {
        Path record = run.resolve("run.json");
        byte[] content = Files.readAllBytes(record);
        switch (random.nextInt(5)) {
            case 0 -> Files.write(record, new byte[random.nextInt(3) * 50]);
            case 1 -> Files.write(record, Arrays.copyOf(content, random.nextInt(content.length)));
            case 2 -> Files.delete(record);
            default -> {
                for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                    flip(record);
                }
            }
        }
        if (random.nextInt(4) == 0) {
            Files.deleteIfExists(run.resolve("_run.before.json"));
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        }
    }
}
