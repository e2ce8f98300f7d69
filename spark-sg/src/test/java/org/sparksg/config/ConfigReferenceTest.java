package org.sparksg.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
    /** Texts that between them take every branch of the readers. */
    private static final List<String> ALL_BRANCHES = List.of(
            "data.train.format = digits, data.test.format = digits",
            "data.train { format = points, rule = noisy }",
            "data.train { format = copy, length = 2, level-up = 0, window = 5 }",
            "data.train { format = repeat-copy, repeats = 2 }",
            "data.train { format = idx, images = a, labels = b }",
            "data.train { format = cifar10, files = [a] }",
            "data.train { format = csv, path = a, label.column = b }",
            "data.train { format = csv, path = a, label { column = b, kind = named } }",
            "data.train { format = parquet, path = a, label { column = b, kind = value } }",
            "data.train { format = image-folder, path = a, names = [b, c], size = 32, grey = true }, transport.wire = bf16",
            "data.train { format = libsvm, path = a, width = 3, label.kind = named }",
            "data.train { format = text, path = a, units = bytes, window = 8, continued = false }",
            "data.train { format = sequences, path = a, file = parquet, key = k, order = t, window = 8, ids = i, vocabulary = 9 }",
            "data.train { format = sequences, path = a, file = csv, features = [x], label { column = y, per = step }, continued = true }",
            "optimizer { type = sgd, clip-norm = 1 }",
            "optimizer { type = nadam, momentum-decay = 0.01 }",
            "learning { rule = delayed, delay = one, prediction = true }",
            "learning.time { rule = synthetic-gradients, scale = 1, auxiliary = 0.1, synthesizer.hidden = [4] }",
            "learning.time { rule = bp-lambda, lambda = 0.5, discount = 0.8, optimizer.learning-rate = 0.0001 }",
            "optimizer.clip-value = 1, transport.host = localhost",
            "optimizer.learning-rate { schedule = steps, factor = 0.1, boundaries = [10] }",
            "optimizer.learning-rate { schedule = exponential, factor = 0.1, period = 10 }",
            "optimizer.learning-rate { schedule = cosine, steps = 10 }",
            "network.layers = [{conv = 4, kernel = 3}, {max-pool = 2}, {average-pool = {size = 2, stride = 1}}, "
                    + "{residual = [{conv = 8, stride = 2}], skip = [{conv = 8, kernel = 1, stride = 2}]}, "
                    + "{repeat = 2, layers = [relu]}, {recomputed = [tanh]}, {group-norm = 2}, layer-norm, leaky-relu, {normalise = [0, 1], deviation = [1, 2]}, "
                    + "global-average-pool, batch-norm, "
                    + "{dropout = 0.1}, {dense = 10}]",
            "network.layers = [{embedding = 4}, {positions = sinusoidal}, {attention = 2, rotary = true}, "
                    + "{transformer = 2, width = 4, hidden = 8, causal = false, drop-rate = 0.1}, {lstm = 4}, {gru = 4}, {rnn = 4}, "
                    + "image-rows, last-step]");

    @Test
    void everyKeyThatIsReadIsInTheReference() {
        Set<String> documented = new HashSet<>();
        Set<String> alike = new HashSet<>();
        for (ConfigReference.Row row : rows()) {
            documented.add(row.path());
            if (!row.like().isEmpty()) {
                alike.add(row.path());
            }
        }
        Set<String> missing = new TreeSet<>();
        for (String branch : ALL_BRANCHES) {
            for (String key : branch(branch).keys()) {
                boolean isSection = documented.stream().anyMatch(path -> path.startsWith(key + "."));
                boolean elsewhere = alike.stream().anyMatch(section -> key.startsWith(section + "."));
                if (!documented.contains(key) && !isSection && !elsewhere) {
                    missing.add(key);
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    private static RunConfig branch(String branch) {
        String base = "data.train.format = digits, network.layers = [{dense = 10}]\n";
        // An object would merge with that of another format.
        String text = branch.startsWith("data") ? "network.layers = [{dense = 10}]\n" : base;
        return RunConfig.parse("x.conf", text + branch, List.of());
    }

    @Test
    void keyOfSeveralFormsNamesThem() {
        assertEquals(
                "image-folder, text, csv, parquet, libsvm, sequences",
                row("data.train.path").form());
        assertEquals("numbered", row("data.train.label.classes").form());
        assertEquals("synthetic-gradients", row("learning.warm-up").form());
        assertEquals("", row("learning.rule").form());
        assertEquals("data.train", row("data.test").like());
    }

    private static ConfigReference.Row row(String path) {
        return rows().stream()
                .filter(row -> row.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyKeyOfTheReferenceIsAccepted() {
        Set<String> accepted = new HashSet<>(Set.of("network.layers[]", "spark.*", "vars.*"));
        for (String list : List.of("residual.body", "residual.skip", "repeat.layers", "recomputed.layers")) {
            accepted.add("network.layers[]." + list + "[]");
        }
        for (String model : List.of("synthesizer", "auxiliary", "inputs", "time.synthesizer")) {
            accepted.add("learning." + model + ".layers[]");
        }
        String grid = "compare { seeds = [1], reference = a, target = 0.1, rules.a { stages = 1 },"
                + " networks.b { training.epochs = 1 } }";
        GridConfig.parse("x.conf", grid, List.of());
        accepted.addAll(Set.of("compare.seeds", "compare.reference", "compare.target"));
        accepted.addAll(Set.of("compare.rules.*", "compare.networks.*"));
        for (String branch : ALL_BRANCHES) {
            accepted.addAll(branch(branch).keys());
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
