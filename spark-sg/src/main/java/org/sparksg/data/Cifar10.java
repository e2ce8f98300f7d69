package org.sparksg.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * The binary files of CIFAR-10 (Krizhevsky 2009): records of one label byte and 3072 bytes, the red, green and blue planes
 * of an image of 32 x 32. Features are {@code [32, 32, 3]}, channels last, divided by 255.
 *
 * @param files the batch files, in order; patterns such as {@code data_batch_*.bin} will do
 */
public record Cifar10(List<String> files) implements ImageSource {
    /** The number of classes. */
    public static final int CLASSES = 10;

    private static final int PLANE = 32 * 32;
    private static final int CHANNELS = 3;
    private static final int RECORD = 1 + CHANNELS * PLANE;
    private static final Shape FEATURES = Shape.of(32, 32, CHANNELS);
    private static final List<String> NAMES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    /** Copies the list and checks that it names files. */
    public Cifar10 {
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new BadSetting("files", null, "is empty", "name data_batch_*.bin or test_batch.bin");
        }
        files.forEach(file -> Require.text("files", file, "name a batch file"));
    }

    @Override
    public SourceSummary inspect(Configuration hadoop) throws IOException {
        List<InputFile> batches = batches(hadoop);
        int[] labels = new int[count(batches)];
        int at = 0;
        for (InputFile file : batches) {
            at = read(file, null, labels, at);
        }
        Schema schema = Schema.ofClasses(FEATURES, CLASSES, NAMES);
        return new SourceSummary(labels.length, schema, fingerprint(hadoop), DataReport.ofLabels(labels, NAMES));
    }

    @Override
    public String fingerprint(Configuration hadoop) throws IOException {
        return "cifar10-" + Fingerprint.of("", batches(hadoop));
    }

    @Override
    public InMemory load(Configuration hadoop) throws IOException {
        List<InputFile> batches = batches(hadoop);
        byte[][] images = new byte[count(batches)][];
        int[] labels = new int[images.length];
        int at = 0;
        for (InputFile file : batches) {
            at = read(file, images, labels, at);
        }
        return InMemory.ofBytes(FEATURES, images, labels, CLASSES);
    }

    private List<InputFile> batches(Configuration hadoop) throws IOException {
        List<InputFile> batches = new ArrayList<>();
        for (String file : files) {
            batches.addAll(InputFile.all("files", file, hadoop));
        }
        for (InputFile batch : batches) {
            if (batch.length() == 0 || batch.length() % RECORD != 0) {
                throw batch.error("has " + batch.length() + " bytes, expected a multiple of " + RECORD
                        + " (a label and 3 x 32 x 32 bytes): not an unpacked CIFAR-10 batch, or cut off");
            }
        }
        return batches;
    }

    private static int count(List<InputFile> batches) {
        long bytes = 0;
        for (InputFile batch : batches) {
            bytes += batch.length();
        }
        if (bytes / RECORD > Integer.MAX_VALUE) {
            throw batches.get(0)
                    .error("and the files beside it hold " + bytes / RECORD + " examples, expected at most "
                            + Integer.MAX_VALUE);
        }
        return (int) (bytes / RECORD);
    }

    /** Reads a file to the positions from {@code at} on, and returns the next one. {@code images}: null for labels alone. */
    private static int read(InputFile file, byte[][] images, int[] labels, int at) throws IOException {
        byte[] bytes = new byte[RECORD];
        int count = (int) (file.length() / RECORD);
        try (ByteReader in = new ByteReader(file)) {
            for (int i = 0; i < count; i++) {
                long offset = in.offset();
                in.fill(bytes, "example " + i);
                labels[at + i] = bytes[0] & 0xFF;
                if (labels[at + i] >= CLASSES) {
                    throw file.error("example " + i + " (offset " + offset + "): label " + labels[at + i]
                            + ", expected 0.." + (CLASSES - 1));
                }
                if (images != null) {
                    images[at + i] = channelsLast(bytes);
                }
            }
        }
        return at + count;
    }

    private static byte[] channelsLast(byte[] record) {
        byte[] image = new byte[CHANNELS * PLANE];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int pixel = 0; pixel < PLANE; pixel++) {
                image[pixel * CHANNELS + channel] = record[1 + channel * PLANE + pixel];
            }
        }
        return image;
    }
}
