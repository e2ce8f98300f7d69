package org.sparksg.credit;

import java.util.List;
import org.sparksg.graph.Value;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Scope;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Shape;

/**
 * The first layer of a synthesizer that sees an image and its label. Its input is a row of numbers: the image, then the label.
 *
 * @param image {@code [height, width, channels]}
 * @param context how the label comes in: as channels of the image that are the same everywhere, or as a learned offset of each
 *     channel that comes out
 */
record Labelled(Shape image, Context context, Layer first) implements Layer {
    Labelled {
        Require.that(image.rank() == 3, "input", image, "an image [height, width, channels]");
    }

    @Override
    public String kind() {
        return first.kind();
    }

    @Override
    public Value apply(Scope at, Value x) {
        List<Value> parts = x.split(image.size());
        Value h = parts.get(0).reshape(image.batch(x.rows()));
        Value label = parts.get(1);
        if (context == Context.LABEL) {
            return first.apply(at, h.beside(label.spread(image.dim(0), image.dim(1))));
        }
        Value y = first.apply(at, h);
        Shape made = y.example();
        Value offset = label.matmul(offset(at, label.columns(), made));
        return y.plus(made.rank() == 3 ? offset.spread(made.dim(0), made.dim(1)) : offset);
    }

    /** Returns what is learned of each of {@code count} labels: an offset of the channels, or features, that are made. */
    static Value offset(Scope at, int count, Shape made) {
        return at.parameter("offset", Shape.of(count, made.last()), Initializer.ZEROS);
    }
}
