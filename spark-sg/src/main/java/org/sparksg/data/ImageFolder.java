package org.sparksg.data;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.hadoop.util.HiddenFileFilter;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * Images in a folder for each class, {@code path/cat/1.jpg}: JPEG, PNG, GIF, BMP. Features are {@code [height, width, channels]}, divided by
 * 255. Files and folders whose names start with {@code _} or {@code .} are passed over.
 *
 * @param path the folder of the folders
 * @param names the classes in order; empty for the names of the folders, sorted
 * @param size height and width that images are brought to, by scaling their shorter side and cutting off what the longer one has more on
 *     both sides; 0: all are of one size already
 * @param grey whether there is one channel, of brightness; else red, green, blue
 */
public record ImageFolder(String path, List<String> names, int size, boolean grey) implements ImageSource {
    private static final int RGB = 3;
    private static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png", ".gif", ".bmp");

    /** Checks the names. */
    public ImageFolder {
        Require.text("path", path, "name a folder of folders of images");
        names = List.copyOf(names);
        Require.notNegative("size", size);
    }

    /** One file, and the number of its class. */
    private record Image(InputFile file, int label) {}

    @Override
    public SourceSummary inspect(Configuration hadoop) throws IOException {
        List<String> classes = classes(hadoop);
        List<Image> images = images(hadoop, classes);
        int[] labels = images.stream().mapToInt(Image::label).toArray();
        BufferedImage first = decoded(images.get(0).file());
        Schema schema = Schema.ofClasses(shape(first), classes.size(), classes);
        return new SourceSummary(labels.length, schema, fingerprint(hadoop), DataReport.ofLabels(labels, classes));
    }

    @Override
    public String fingerprint(Configuration hadoop) throws IOException {
        List<String> classes = classes(hadoop);
        List<InputFile> files =
                images(hadoop, classes).stream().map(Image::file).toList();
        return "images-" + Fingerprint.of(classes + " " + size + " " + grey, files);
    }

    @Override
    public InMemory load(Configuration hadoop) throws IOException {
        List<String> classes = classes(hadoop);
        List<Image> images = images(hadoop, classes);
        byte[][] rows = new byte[images.size()][];
        int[] labels = new int[rows.length];
        Shape shape = null;
        for (int i = 0; i < rows.length; i++) {
            TableRows.requireWanted(images.get(i).file().path());
            BufferedImage image = decoded(images.get(i).file());
            shape = shape == null ? shape(image) : shape;
            if (!shape(image).equals(shape)) {
                throw images.get(i)
                        .file()
                        .error("is an image of " + image.getHeight() + " x " + image.getWidth() + ", but "
                                + images.get(0).file().path() + " has " + shape.dim(0) + " x " + shape.dim(1)
                                + ": set size, so that all are brought to one");
            }
            rows[i] = pixels(image);
            labels[i] = images.get(i).label();
        }
        return InMemory.ofBytes(shape, rows, labels, classes.size());
    }

    /** Classes are matched by their names: test data may lack some, and must not have others. */
    @Override
    public ImageFolder aligned(Schema training) {
        ImageSource.super.aligned(training);
        return names.isEmpty()
                        && training.classification()
                        && !training.classNames().isEmpty()
                ? new ImageFolder(path, training.classNames(), size, grey)
                : this;
    }

    @Override
    public ImageFolder planned(Schema plan) {
        return names.isEmpty() ? new ImageFolder(path, plan.classNames(), size, grey) : this;
    }

    private List<String> classes(Configuration hadoop) throws IOException {
        List<String> found = folders(hadoop).stream()
                .map(folder -> folder.getPath().getName())
                .toList();
        List<String> classes = names.isEmpty() ? found : names;
        for (String name : found) {
            if (!classes.contains(name)) {
                throw new DataException(path + ": has a folder " + name + ", which is none of the classes " + classes
                        + ": remove it, or name it in names");
            }
        }
        if (classes.size() < 2) {
            throw new DataException(path + ": has folders for the classes " + classes
                    + ", expected two or more, such as " + path + "/cat and " + path + "/dog");
        }
        return classes;
    }

    private List<FileStatus> folders(Configuration hadoop) throws IOException {
        List<FileStatus> folders = Arrays.stream(InputFile.list("path", path, hadoop))
                .filter(FileStatus::isDirectory)
                .filter(folder -> HiddenFileFilter.INSTANCE.accept(folder.getPath()))
                .sorted(Comparator.comparing(folder -> folder.getPath().getName()))
                .toList();
        if (folders.isEmpty()) {
            throw new BadSetting("path", path, "holds no folders", "name a folder that has one for each class");
        }
        return folders;
    }

    private List<Image> images(Configuration hadoop, List<String> classes) throws IOException {
        List<Image> images = new ArrayList<>();
        TreeSet<String> others = new TreeSet<>();
        for (FileStatus folder : folders(hadoop)) {
            int label = classes.indexOf(folder.getPath().getName());
            for (InputFile file : InputFile.all("path", folder.getPath().toString(), hadoop)) {
                String name = file.path().getName().toLowerCase(Locale.ROOT);
                if (ENDINGS.stream().anyMatch(name::endsWith)) {
                    images.add(new Image(file, label));
                } else {
                    others.add(file.path().toString());
                }
            }
        }
        if (!others.isEmpty()) {
            throw new DataException(others.first()
                    + (others.size() > 1 ? " and " + (others.size() - 1) + " others" : "")
                    + ": no image by name, expected one of " + ENDINGS + ": remove it, or let its name start with _");
        }
        return images;
    }

    /** Reads an image, and brings it to size. */
    private BufferedImage decoded(InputFile file) throws IOException {
        BufferedImage image;
        try (InputStream in = file.open()) {
            image = ImageIO.read(
                    new MemoryCacheImageInputStream(in)); // else each one has a file in the temporary folder
        } catch (IOException | RuntimeException e) { // damaged files make some decoders fail in odd ways
            throw file.broken("the image", e);
        }
        if (image == null) {
            throw file.error("is no image that can be read here (JPEG in RGB or grey, PNG, GIF, BMP)");
        }
        image = inColours(image);
        return size == 0 || image.getWidth() == size && image.getHeight() == size ? image : sized(image);
    }

    /** Takes the numbers of a grey image as they are: Java takes them for linear in the light, and would make them brighter. */
    private static BufferedImage inColours(BufferedImage image) {
        if (image.getColorModel().getColorSpace().getType() != ColorSpace.TYPE_GRAY
                || image.getRaster().getDataBuffer().getDataType() != DataBuffer.TYPE_BYTE) {
            return image;
        }
        BufferedImage colours = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.setRGB(x, y, image.getRaster().getSample(x, y, 0) * 0x010101);
            }
        }
        return colours;
    }

    private BufferedImage sized(BufferedImage image) {
        double scale = (double) size / Math.min(image.getWidth(), image.getHeight());
        int width = (int) Math.round(image.getWidth() * scale);
        int height = (int) Math.round(image.getHeight() * scale);
        BufferedImage sized = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sized.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image, (size - width) / 2, (size - height) / 2, width, height, null);
        graphics.dispose();
        return sized;
    }

    private Shape shape(BufferedImage image) {
        return Shape.of(image.getHeight(), image.getWidth(), grey ? 1 : RGB);
    }

    /** Brightness is that of ITU-R BT.601: 0.299 red + 0.587 green + 0.114 blue. */
    private byte[] pixels(BufferedImage image) {
        int[] colours = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        byte[] pixels = new byte[colours.length * (grey ? 1 : RGB)];
        for (int i = 0; i < colours.length; i++) {
            int red = colours[i] >> 16 & 0xFF;
            int green = colours[i] >> 8 & 0xFF;
            int blue = colours[i] & 0xFF;
            if (grey) {
                pixels[i] = (byte) Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
            } else {
                pixels[i * RGB] = (byte) red;
                pixels[i * RGB + 1] = (byte) green;
                pixels[i * RGB + 2] = (byte) blue;
            }
        }
        return pixels;
    }
}
