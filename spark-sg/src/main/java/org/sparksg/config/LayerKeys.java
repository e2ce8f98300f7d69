package org.sparksg.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparksg.data.Suggestion;
import org.sparksg.nn.BatchNorm;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Dropout;
import org.sparksg.nn.Identity;
import org.sparksg.nn.Initializer;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Relu;
import org.sparksg.nn.Sigmoid;
import org.sparksg.nn.Tanh;

/**
 * The entries of {@code network.layers}: a kind ({@code relu}), a kind with its main value ({@code {dense = 256}}), or a
 * kind with a section ({@code {dense = {units = 256, bias = false}}}).
 */
final class LayerKeys {
    static final Key<Integer> UNITS = Key.required("units", Type.INTEGER, "the number of outputs");
    static final Key<Initializer> INITIALIZER =
            Key.optional("initializer", InitializerType.TYPE, "of the weights; network.initializer if left out");
    static final Key<Boolean> BIAS = Key.of("bias", Type.FLAG, true, "whether each output has a bias");
    static final Key<Double> MOMENTUM =
            Key.of("momentum", Type.NUMBER, 0.1, "the share of the newest batch in the running statistics");
    static final Key<Double> EPSILON = Key.of("epsilon", Type.NUMBER, 1e-5, "added to the variance");
    static final Key<Double> RATE = Key.required("rate", Type.NUMBER, "the share of elements that is dropped");

    /** The kinds, and the key that a single value stands for. */
    private enum Kind {
        DENSE(UNITS),
        BATCH_NORM(null),
        RELU(null),
        TANH(null),
        SIGMOID(null),
        IDENTITY(null),
        DROPOUT(RATE);

        private final Key<?> main;

        Kind(Key<?> main) {
            this.main = main;
        }
    }

    private final Reading reading;
    private final Initializer initializer;
    private final List<Object> effective = new ArrayList<>();

    /** Creates a reader. {@code initializer}: the one of layers that do not name their own. */
    LayerKeys(Reading reading, Initializer initializer) {
        this.reading = reading;
        this.initializer = initializer;
    }

    /** Returns what was read. */
    List<Object> effective() {
        return effective;
    }

    List<Layer> read(String path, ConfigList entries) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            ConfigValue entry = entries.get(i);
            String place = path + "[" + i + "]";
            layers.add(reading.attempt(() -> layer(place, entry)));
        }
        return layers;
    }

    private Layer layer(String path, ConfigValue entry) {
        if (entry instanceof ConfigObject object && object.size() == 1) {
            Map.Entry<String, ConfigValue> only = object.entrySet().iterator().next();
            return layer(path, entry, only.getKey(), only.getValue());
        }
        if (entry.valueType() != ConfigValueType.STRING) {
            reading.problem(
                    entry,
                    path,
                    "must be a kind of layer with its settings, such as relu or {dense = 256}; write each"
                            + " layer as an entry of its own");
            throw new Reading.Failed();
        }
        return layer(path, entry, (String) entry.unwrapped(), null);
    }

    private Layer layer(String path, ConfigValue entry, String word, ConfigValue options) {
        List<String> kinds = Kebab.of(Kind.class);
        if (!kinds.contains(word)) {
            reading.problem(entry, path, "unknown layer " + word + "; " + Suggestion.oneOf(word, kinds));
            throw new Reading.Failed();
        }
        Kind kind = Kind.values()[kinds.indexOf(word)];
        Section section = Section.of(reading, path + "." + word, options(kind, path, entry, options));
        Layer layer = make(kind, section);
        effective.add(section.effective().isEmpty() ? word : Map.of(word, section.effective()));
        return layer;
    }

    private ConfigObject options(Kind kind, String path, ConfigValue entry, ConfigValue options) {
        if (options == null) {
            return (ConfigObject) ConfigValueFactory.fromMap(Map.of()).withOrigin(entry.origin());
        }
        if (options instanceof ConfigObject object) {
            return object;
        }
        if (kind.main == null) {
            reading.problem(entry, path, Kebab.of(kind) + " takes no single value: write " + Kebab.of(kind));
            throw new Reading.Failed();
        }
        return options.atKey(kind.main.name()).root();
    }

    private Layer make(Kind kind, Section section) {
        return switch (kind) {
            case DENSE -> dense(section);
            case BATCH_NORM -> {
                double momentum = section.get(MOMENTUM);
                double epsilon = section.get(EPSILON);
                yield section.build(() -> new BatchNorm(momentum, epsilon));
            }
            case RELU -> section.build(Relu::new);
            case TANH -> section.build(Tanh::new);
            case SIGMOID -> section.build(Sigmoid::new);
            case IDENTITY -> section.build(Identity::new);
            case DROPOUT -> {
                double rate = section.get(RATE);
                yield section.build(() -> new Dropout(rate));
            }
        };
    }

    private Layer dense(Section section) {
        int units = section.get(UNITS);
        Initializer own = section.get(INITIALIZER.or(initializer));
        boolean bias = section.get(BIAS);
        return section.build(() -> new Dense(units, own, bias));
    }

    /** Returns the names of the kinds. */
    static List<String> kinds() {
        return Arrays.stream(Kind.values()).map(Kebab::of).toList();
    }
}
