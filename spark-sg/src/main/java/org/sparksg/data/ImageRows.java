package org.sparksg.data;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * Images as sequences of their rows, from the first on, as in sequential MNIST (Le et al. 2015). An example is a window of some rows, {@code [rows, width ·
 * channels]}; states go on from window to window, and begin anew with each image. The class of an image is that of its last row, and all other rows have
 * none.
 *
 * @param images the images
 * @param rows of a window, a divisor of their height
 */
public record ImageRows(ImageSource images, int rows) implements DataSource {
    /** Checks both. */
    public ImageRows {
        Require.present("images", images);
        Require.atLeastOne("image-rows", rows);
    }

    @Override
    public SourceSummary inspect(Configuration hadoop) throws IOException {
        SourceSummary found = images.inspect(hadoop);
        Schema schema = found.schema();
        Shape image = schema.features();
        if (image.dim(0) % rows != 0) {
            throw new BadSetting(
                    "image-rows",
                    rows,
                    "images have " + image.dim(0) + " rows",
                    "give a divisor of that, such as " + image.dim(0) + " for whole images");
        }
        int windows = image.dim(0) / rows;
        Schema sequences = Schema.ofSequences(
                Shape.of(rows, image.dim(1) * image.dim(2)),
                Shape.of(rows),
                schema.classNames(),
                Sequences.ofWindows(schema.target().size(), windows));
        return new SourceSummary(found.count() * windows, sequences, fingerprint(hadoop), found.report());
    }

    /** Leaves the rows out, which test data have from the training data, and a network knows anyway. */
    @Override
    public String fingerprint(Configuration hadoop) throws IOException {
        return images.fingerprint(hadoop);
    }

    @Override
    public Examples load(Configuration hadoop) throws IOException {
        return images.load(hadoop).byRow(rows);
    }

    @Override
    public DataSource planned(Schema plan) {
        return new ImageRows(images.planned(plan), rows);
    }

    /** Windows are as long as those of the training data. */
    @Override
    public DataSource aligned(Schema training) {
        return new ImageRows(images.aligned(training), training.features().dim(0));
    }
}
