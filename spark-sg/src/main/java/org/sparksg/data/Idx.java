package org.sparksg.data;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * Images and labels in the IDX format of MNIST, plain or packed with gzip.
 *
 * <p>Elements are unsigned bytes; features are divided by 255. A file of grey images {@code [count, height, width]} gives
 * features {@code [height, width, 1]}; with other ranks the features have the file's own axes. {@link #inspect} reads the
 * labels, which are few bytes, but no images. Source of the format: the
 * description beside LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
 *
 * @param images the file of images
 * @param labels the file of labels, of rank 1
 * @param classes labels are 0 to {@code classes - 1}
 */
public record Idx(String images, String labels, int classes) implements ImageSource {
    private static final int MAX_RANK = 4;

    /** Checks all three. */
    public Idx {
        Require.text("images", images, "name the file of images");
        Require.text("labels", labels, "name the file of labels");
        Require.atLeast("classes", classes, 2);
    }

    /** Ten classes, as in MNIST and Fashion-MNIST. */
    public Idx(String images, String labels) {
        this(images, labels, 10);
    }

    @Override
    public SourceSummary inspect(Configuration hadoop) throws IOException {
        InputFile imageFile = InputFile.one("images", images, hadoop);
        InputFile labelFile = InputFile.one("labels", labels, hadoop);
        try (ByteReader imageReader = new ByteReader(imageFile);
                ByteReader labelReader = new ByteReader(labelFile)) {
            IdxHeader header = imageHeader(imageReader, imageFile);
            labelHeader(labelReader, labelFile, header, imageFile);
            int[] found = readLabels(labelReader, labelFile, header.count());
            Schema schema = Schema.ofClasses(shape(header), classes, List.of());
            List<String> numbers =
                    IntStream.range(0, classes).mapToObj(Integer::toString).toList();
            return new SourceSummary(header.count(), schema, fingerprint(hadoop), DataReport.ofLabels(found, numbers));
        }
    }

    @Override
    public String fingerprint(Configuration hadoop) throws IOException {
        List<InputFile> files =
                List.of(InputFile.one("images", images, hadoop), InputFile.one("labels", labels, hadoop));
        return "idx-" + Fingerprint.of("" + classes, files);
    }

    @Override
    public InMemory load(Configuration hadoop) throws IOException {
        InputFile imageFile = InputFile.one("images", images, hadoop);
        InputFile labelFile = InputFile.one("labels", labels, hadoop);
        try (ByteReader imageReader = new ByteReader(imageFile);
                ByteReader labelReader = new ByteReader(labelFile)) {
            IdxHeader header = imageHeader(imageReader, imageFile);
            labelHeader(labelReader, labelFile, header, imageFile);
            int[] numbers = readLabels(labelReader, labelFile, header.count());
            return InMemory.ofBytes(shape(header), readImages(imageReader, header), numbers, classes);
        }
    }

    private static IdxHeader imageHeader(ByteReader in, InputFile file) throws IOException {
        return IdxHeader.read(in, file, "images", 2, MAX_RANK);
    }

    private static void labelHeader(ByteReader in, InputFile file, IdxHeader images, InputFile imageFile)
            throws IOException {
        int count = IdxHeader.read(in, file, "labels", 1, 1).count();
        if (count != images.count()) {
            throw file.error("offset 4: " + count + " labels, expected " + images.count() + ", the number of images in "
                    + imageFile.path());
        }
    }

    private static Shape shape(IdxHeader header) {
        Shape example = header.example();
        boolean grey = example.rank() == 2;
        return grey ? Shape.of(example.dim(0), example.dim(1), 1) : example;
    }

    private int[] readLabels(ByteReader in, InputFile file, int count) throws IOException {
        long start = in.offset();
        byte[] bytes = new byte[count];
        in.fill(bytes, "labels");
        in.requireEnd("its header says " + count + " labels");
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = bytes[i] & 0xFF;
            if (numbers[i] >= classes) {
                throw file.error("example " + i + " (offset " + (start + i) + "): label " + numbers[i]
                        + ", expected 0.." + (classes - 1));
            }
        }
        return numbers;
    }

    private static byte[][] readImages(ByteReader in, IdxHeader header) throws IOException {
        int size = header.example().size();
        byte[][] rows = new byte[header.count()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new byte[size]; // one at a time, so that a wrong count in a header ends before memory does
            in.fill(rows[i], "image " + i);
        }
        in.requireEnd("its header says " + header.count() + " images");
        return rows;
    }
}
