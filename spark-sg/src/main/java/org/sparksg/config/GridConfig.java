package org.sparksg.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.settings.Suggestion;

/**
 * A grid of runs: all combinations of the rules, networks and seeds that the section {@code compare} of a conf file names. Each
 * rule and network there is a set of keys that is laid over the rest of the file; rules win over networks, and the command
 * line wins over both.
 */
public final class GridConfig {
    static final String SECTION = "compare";
    private static final Key<List<Long>> SEEDS = Key.optional(
            "seeds",
            Type.LONG.oneOrMore(),
            "the seeds of the runs of each rule and network, in the place of seed",
            "the key seed");
    private static final Key<String> REFERENCE = Key.optional(
            "reference",
            Type.TEXT,
            "the rule whose losses are subtracted from those of the others, seed by seed",
            "the first locked one, or the first");
    private static final Key<Double> TARGET = Key.optional(
            "target",
            Type.NUMBER,
            "a share of wrong answers such as 0.02 (a loss, for a regression): the comparison tells how many seconds of training each"
                    + " run took to come down to it",
            "none");
    private static final String RULES = "rules";
    private static final String NETWORKS = "networks";

    private final Reading reading;
    private final ConfFile file;
    private final String name;
    private final String directory;
    private final Map<String, String> spark;
    private final List<Long> seeds;
    private final List<GridEntry> rules;
    private final List<GridEntry> networks;
    private final String reference;
    private final OptionalDouble target;

    /**
     * One run of the grid.
     *
     * @param rule the name of its rule
     * @param network the name of its network; empty if the grid names none
     * @param seed its seed
     * @param config its settings
     */
    public record Cell(String rule, String network, long seed, RunConfig config) {

        /** Returns rule and network, for people. */
        public String combination() {
            return label(rule, network);
        }

        /** Returns the name of the run. Names of entries have no underscores, so that no two runs have the same. */
        public String id() {
            return id(rule, network, seed);
        }

        private static String id(String rule, String network, long seed) {
            return rule + (network.isEmpty() ? "" : "_" + network) + "_s" + seed;
        }

        private static String label(String rule, String network) {
            return rule + (network.isEmpty() ? "" : " on " + network);
        }
    }

    private GridConfig(ConfFile file, String defaultName) {
        this.reading = file.reading();
        this.file = file;
        GivenSection root = GivenSection.root(reading, file.values());
        this.spark = SparkKeys.read(root); // first: it says what is secret
        this.name = root.get(RunKeys.NAME.or(defaultName));
        long seed = root.get(RunKeys.SEED);
        RunSettings.Output output = reading.attempt(() -> TrainingKeys.output(root.section("output")));
        this.directory = output == null ? "" : output.directory();
        if (!root.isSection(SECTION)) {
            reading.problemAt(
                    root.given(SECTION).orElse(null),
                    SECTION + " is missing: give a section " + SECTION
                            + " { seeds = [1, 2], rules { ... } }; single runs are"
                            + " trained by train, and analyze looks into their models with --model");
        }
        GivenSection compare = root.section(SECTION);
        this.seeds = compare.get(SEEDS.or(List.of(seed)));
        this.rules = GridEntry.read(compare, RULES, file.own(SECTION, RULES));
        this.networks = GridEntry.read(compare, NETWORKS, file.own(SECTION, NETWORKS));
        if (root.isSection(SECTION)) {
            requireUse(compare);
        }
        String given = compare.get(REFERENCE);
        requireRule(compare, given);
        Double end = compare.get(TARGET);
        if (end != null && !(end > 0)) {
            compare.problem("target", "must be above 0");
        }
        this.target = end == null ? OptionalDouble.empty() : OptionalDouble.of(end);
        reading.attempt(() -> compare.build(() -> this.name));
        reading.check();
        this.reference = given != null ? given : firstLocked();
    }

    /** Asks for all keys of the section, for the reference. */
    static void read(Section compare) {
        compare.get(SEEDS);
        compare.get(REFERENCE);
        compare.get(TARGET);
        compare.free(RULES, "a section of keys", "a column of the comparison: what its runs set");
        compare.free(NETWORKS, "a section of keys", "a row of the comparison: what its runs set");
    }

    private void requireRule(GivenSection compare, String given) {
        List<String> names = rules.stream().map(GridEntry::name).toList();
        if (given != null && !names.isEmpty() && !names.contains(given)) {
            compare.problem("reference", "must be a rule of the grid, " + Suggestion.oneOf(given, names));
        }
    }

    private String firstLocked() {
        Config entries = file.values().toConfig().getConfig(SECTION);
        return rules.stream()
                .filter(rule -> isLocked(file.values(ConfigFactory.empty(), rule.keys(entries, RULES))
                        .toConfig()))
                .findFirst()
                .orElse(rules.get(0))
                .name();
    }

    private static boolean isLocked(Config run) {
        String key = "learning.rule";
        return run.hasPath(key) && run.getValue(key).unwrapped().equals("locked");
    }

    private void requireUse(GivenSection compare) {
        if (compare.isSection(RULES) && rules.isEmpty()) {
            compare.problem(RULES, "must name a rule or more: rules { locked { learning.rule = locked } }");
        }
        if (!compare.isSection(RULES) && compare.given(RULES).isEmpty()) {
            reading.problemAt(null, "compare.rules is missing: give rules { locked { learning.rule = locked } }");
        }
        if (compare.given("seeds").isPresent() && (seeds.isEmpty() || new HashSet<>(seeds).size() < seeds.size())) {
            compare.problem("seeds", "must be one number or more, each of them once");
        }
    }

    /**
     * Reads a conf file.
     *
     * @param overrides assignments that win over the file, see {@link RunConfig#read}
     * @param place where it is
     * @throws ConfigException naming all problems of the grid itself; those of its runs come with {@link #cells}
     */
    public static GridConfig read(Path file, List<String> overrides, Place place) {
        return new GridConfig(ConfFile.read(file, overrides, place), ConfFile.defaultName(file));
    }

    /** Reads the text of a conf file; paths stay as they are. {@code name}: stands for the file in messages. */
    public static GridConfig parse(String name, String text, List<String> overrides) {
        return new GridConfig(ConfFile.parse(name, text, overrides), "grid");
    }

    /** Returns the name of the grid. */
    public String name() {
        return name;
    }

    /**
     * Returns the name of the rule that the others are compared with: the one that the file names, or else the first whose
     * learning rule is {@code locked}, or else the first.
     */
    public String reference() {
        return reference;
    }

    /** Returns the error, or loss, whose time is asked for. */
    public OptionalDouble target() {
        return target;
    }

    /** Returns where the grid's folder is made. */
    public String directory() {
        return directory;
    }

    /** Returns what stands in the file, or one that it includes, without an effect. */
    public List<String> losses() {
        return file.losses();
    }

    /** Returns the properties for Spark, by their full names. */
    public Map<String, String> spark() {
        return spark;
    }

    /**
     * Returns all runs: network by network, in each seed by seed, so that the rules of one network can be compared early.
     *
     * @param folder the output directory of all of them
     * @throws ConfigException naming all problems of all runs
     */
    public List<Cell> cells(String folder) {
        GridProblems problems = new GridProblems();
        List<Cell> cells = new ArrayList<>();
        for (GridEntry network : networks.isEmpty() ? List.of(GridEntry.NONE) : networks) {
            for (long seed : seeds) {
                for (GridEntry rule : rules) {
                    problems.saw(Cell.label(rule.name(), network.name()));
                    try {
                        cells.add(new Cell(rule.name(), network.name(), seed, config(rule, network, seed, folder)));
                    } catch (ConfigException e) {
                        e.problems().forEach(p -> problems.add(Cell.label(rule.name(), network.name()), p));
                    }
                }
            }
        }
        problems.check();
        return cells;
    }

    /** Substitutions in the entries see the file and the seed of the run, those in the file see the entries, too. */
    private RunConfig config(GridEntry rule, GridEntry network, long seed, String folder) {
        String id = Cell.id(rule.name(), network.name(), seed);
        Config own = object(Map.of("name", id, "seed", seed, "output", Map.of("directory", folder)));
        Config entries = file.values(own, ConfigFactory.empty()).toConfig().getConfig(SECTION);
        Config keys = rule.keys(entries, RULES).withFallback(network.keys(entries, NETWORKS));
        ConfigObject merged = file.values(own, keys).withoutKey(SECTION);
        return new RunConfig(file.reading(), merged, file.losses(), id);
    }

    private static Config object(Map<String, Object> values) {
        return ConfigValueFactory.fromMap(values, SECTION).toConfig();
    }
}
