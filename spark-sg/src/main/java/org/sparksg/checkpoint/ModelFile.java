package org.sparksg.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparksg.data.Preparation;
import org.sparksg.nn.Network;
import org.sparksg.nn.Slot;
import org.sparksg.settings.FileTrouble;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Tensor;

/**
 * A trained network on disk: one {@link TensorFile} with all parameters and running statistics, and as metadata the network
 * and, if the data had them, the names of columns and classes. Nothing of the optimizer.
 */
public final class ModelFile {
    private static final String NAME = "model.ssgt";
    private static final String NETWORK = "network";
    private static final String BATCHES = "batches";
    private static final String CLASSES = "classes"; // a JSON list of texts; absent where there are no names
    private static final String COLUMNS =
            "columns"; // a JSON object: names to numbers of values, in order; absent likewise
    private static final String LABEL = "label"; // the name of its column; absent likewise
    private static final String PREPARATION = "preparation"; // a JSON object; absent where features are columns
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelFile() {}

    /**
     * Writes the model of a checkpoint into a directory; replaces one that is there.
     *
     * @param names what the training data call their columns and classes
     */
    public static void write(
            Configuration configuration,
            String directory,
            Network network,
            DataNames names,
            Snapshot snapshot,
            long batchesDone) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Slot slot : slots(network)) {
            Tensor tensor = Tensor.zeros(Element.F32, slot.shape());
            snapshot.read(slot.name(), tensor);
            tensors.put(slot.name(), tensor);
        }
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(NETWORK, NetworkJson.write(network));
        metadata.put(BATCHES, Long.toString(batchesDone));
        if (!names.classes().isEmpty()) {
            metadata.put(CLASSES, JSON.valueToTree(names.classes()).toString());
        }
        if (!names.columns().isEmpty()) {
            metadata.put(COLUMNS, JSON.valueToTree(names.columns()).toString());
            metadata.put(LABEL, names.label());
        }
        if (!names.preparation().keepsNumbers()) {
            metadata.put(PREPARATION, JSON.valueToTree(names.preparation()).toString());
        }
        Path file = new Path(directory, NAME);
        try {
            file.getFileSystem(configuration).delete(file, false);
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be replaced: " + e.getMessage(), e);
        }
        TensorFile.write(configuration, file, metadata, tensors);
    }

    /**
     * Opens the model in a directory (or the folder {@code model} of a run). The caller closes it.
     *
     * @throws CheckpointException if there is none, or it is damaged
     */
    public static TensorFile open(Configuration configuration, String directory) {
        Path folder = new Path(directory);
        try {
            FileSystem files = FileTrouble.reach("model", directory, configuration);
            Optional<Path> file = find(files, folder);
            if (file.isPresent()) {
                return TensorFile.open(configuration, file.get());
            }
            throw new CheckpointException(files.makeQualified(folder) + ": " + whyNoModel(files, folder));
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns whether there is a model in a directory (or in the folder {@code model} of a run). */
    public static boolean exists(Configuration configuration, String directory) throws IOException {
        Path folder = new Path(directory);
        return find(folder.getFileSystem(configuration), folder).isPresent();
    }

    private static Optional<Path> find(FileSystem files, Path folder) throws IOException {
        for (Path path : List.of(new Path(folder, NAME), new Path(new Path(folder, "model"), NAME))) {
            if (files.exists(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    private static String whyNoModel(FileSystem files, Path folder) throws IOException {
        if (!files.exists(folder)) {
            return "no such folder, expected that of a run, or of its model";
        }
        return files.exists(new Path(folder, "run.json"))
                ? "this run has no model yet: it is written when the training ends; go on with train --resume"
                : "holds no model (" + NAME + "), expected the folder of a run, or of its model";
    }

    /** Returns the network of a model file. */
    public static Network network(TensorFile model) {
        return NetworkJson.read(model.metadata().get(NETWORK));
    }

    /**
     * Returns the names of columns and classes; none if the file has none, as those of data without names, and of older versions
     * of the library.
     *
     * @throws CheckpointException if they do not fit the network's input and output
     */
    public static DataNames names(TensorFile model) {
        return new DataNames(
                columns(model), model.metadata().getOrDefault(LABEL, ""), classNames(model), preparation(model));
    }

    private static Preparation preparation(TensorFile model) {
        String text = model.metadata().get(PREPARATION);
        if (text == null) {
            return Preparation.NONE;
        }
        try {
            return JSON.readValue(text, Preparation.class);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    model.path() + ": " + PREPARATION + " = " + text
                            + ": must be a JSON object of settings and features:" + " train the model again",
                    e);
        }
    }

    private static Map<String, Integer> columns(TensorFile model) {
        String text = model.metadata().get(COLUMNS);
        if (text == null) {
            return Map.of();
        }
        int inputs = preparation(model).numbers(network(model).input().size());
        Map<String, Integer> columns;
        try {
            columns = JSON.readValue(text, new TypeReference<LinkedHashMap<String, Integer>>() {});
        } catch (JsonProcessingException e) {
            throw noColumns(model, inputs, e);
        }
        boolean fit = columns != null
                && !columns.containsValue(null)
                && columns.values().stream().mapToLong(Integer::longValue).sum() == inputs;
        if (!fit) {
            throw noColumns(model, inputs, null);
        }
        return columns;
    }

    private static CheckpointException noColumns(TensorFile model, int inputs, Exception cause) {
        return new CheckpointException(
                model.path() + ": " + COLUMNS + " = " + model.metadata().get(COLUMNS)
                        + ": must be a JSON object of names and widths, " + inputs + " in all: train the model again",
                cause);
    }

    private static List<String> classNames(TensorFile model) {
        String text = model.metadata().get(CLASSES);
        if (text == null) {
            return List.of();
        }
        int outputs = network(model).output().last();
        String[] names;
        try {
            names = JSON.readValue(text, String[].class);
        } catch (JsonProcessingException e) {
            throw noClassNames(model, outputs, e);
        }
        if (names == null || names.length != outputs || Arrays.asList(names).contains(null)) {
            throw noClassNames(model, outputs, null);
        }
        return List.of(names);
    }

    private static CheckpointException noClassNames(TensorFile model, int outputs, Exception cause) {
        return new CheckpointException(
                model.path() + ": " + CLASSES + " = " + model.metadata().get(CLASSES) + ": must be a JSON list of "
                        + outputs + " texts, one for each output: train the model again",
                cause);
    }

    private static List<Slot> slots(Network network) {
        List<Slot> slots = new ArrayList<>(network.parameters(0, network.size()));
        slots.addAll(network.statistics(0, network.size()));
        return slots;
    }
}
