package org.sparksg.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
    private static final List<Class<?>> READERS = List.of(
            RunConfig.class,
            GridConfig.class,
            DataKeys.class,
            NetworkKeys.class,
            LayerKeys.class,
            LearningKeys.class,
            ModelKeys.class,
            OptimizerKeys.class,
            TrainingKeys.class,
            TransportKeys.class);

    /** Texts that between them take every branch of the readers. */
    private static final List<String> ALL_BRANCHES = List.of(
            "data.train.format = digits, data.test.format = digits",
            "data.train { format = points, rule = noisy }",
            "data.train { format = idx, images = a, labels = b }",
            "data.train { format = cifar10, files = [a] }",
            "data.train { format = csv, path = a, label.column = b }",
            "data.train { format = csv, path = a, label { column = b, kind = named } }",
            "data.train { format = parquet, path = a, label { column = b, kind = value } }",
            "optimizer { type = sgd, clip-norm = 1 }",
            "optimizer.clip-value = 1, transport.host = localhost",
            "optimizer.learning-rate { schedule = steps, factor = 0.1, boundaries = [10] }",
            "optimizer.learning-rate { schedule = exponential, factor = 0.1, period = 10 }",
            "optimizer.learning-rate { schedule = cosine, steps = 10 }",
            "network.layers = [batch-norm, {dropout = 0.1}, {dense = 10}]");

    @Test
    void everyKeyOfTheReadersIsInTheReference() throws IllegalAccessException {
        Set<String> sentences =
                rows().stream().map(ConfigReference.Row::sentence).collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        for (Class<?> reader : READERS) {
            for (Field field : reader.getDeclaredFields()) {
                if (field.getType() == Key.class) {
                    Key<?> key = (Key<?>) field.get(null);
                    if (!sentences.contains(key.sentence()) && !key.name().equals("name")) {
                        missing.add(reader.getSimpleName() + "." + field.getName());
                    }
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everyKeyOfTheReferenceIsAccepted() {
        Set<String> accepted = new HashSet<>(Set.of("network.layers[]", "spark.*", "vars.*"));
        String grid =
                "compare { seeds = [1], reference = a, rules.a { stages = 1 }, networks.b { training.epochs = 1 } }";
        GridConfig.parse("x.conf", grid, List.of());
        accepted.addAll(Set.of("compare.seeds", "compare.reference", "compare.rules.*", "compare.networks.*"));
        for (String branch : ALL_BRANCHES) {
            String base = "data.train.format = digits, network.layers = [{dense = 10}]\n";
            // An object would merge with that of another format.
            String text = branch.startsWith("data") ? "network.layers = [{dense = 10}]\n" : base;
            RunConfig config = RunConfig.parse("x.conf", text + branch, List.of());
            accepted.addAll(config.keys());
        }
        List<String> refused = rows().stream()
                .map(ConfigReference.Row::path)
                .filter(path -> !accepted.contains(path))
                .toList();
        assertEquals(List.of(), refused);
    }

    @Test
    void everyKeyHasASentence() {
        assertFalse(rows().stream()
                .anyMatch(row -> row.sentence().isBlank() || row.type().isBlank()));
    }

    @Test
    void markdownHasOneLineForEachKey() {
        assertEquals(rows().size() + 2, ConfigReference.markdown().lines().count());
    }

    private static List<ConfigReference.Row> rows() {
        return ConfigReference.rows();
    }
}
