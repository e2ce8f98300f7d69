package org.sparksg.lab.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.sparksg.config.ConfigException;
import org.sparksg.config.GridConfig;
import org.sparksg.config.GridProblems;
import org.sparksg.data.DataSummary;
import org.sparksg.jobs.ApplicationSettings;
import org.sparksg.jobs.DataSummaries;
import org.sparksg.nn.Network;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.pipeline.StageRange;
import org.sparksg.spark.Finding;
import org.sparksg.spark.Planner;
import org.sparksg.spark.Preflight;

/** Finds what is wrong with the runs of a grid before any of them starts. */
final class GridCheck {
    private static final String PARTITIONS = "2"; // the tables of a run are small: 200 of them would be mostly overhead

    private static final String REMEDY =
            "leave --resume out to start a new comparison, or delete that folder to train this run again";

    private final Configuration hadoop;
    private final DataSummaries summaries;

    /** {@code news}: hears now and then how far the look at the data is. */
    GridCheck(Configuration hadoop, Consumer<String> news) {
        this.hadoop = hadoop;
        this.summaries = new DataSummaries(hadoop, news);
    }

    /** A run whose stages are not known yet. */
    record Candidate(GridConfig.Cell cell, DataSummary data, Network network) {
        RunSettings settings() {
            return cell.config().settings();
        }
    }

    /**
     * Looks at the data, and makes the networks for them.
     *
     * @throws ConfigException naming every run that is refused, with the reason
     */
    List<Candidate> complete(List<GridConfig.Cell> cells) throws IOException {
        GridProblems problems = new GridProblems();
        List<Candidate> candidates = new ArrayList<>();
        for (GridConfig.Cell cell : cells) {
            problems.saw(cell.combination());
            RunSettings settings = cell.config().settings();
            try {
                DataSummary data = summaries.of(settings.data(), settings.seed());
                Network network = cell.config().located(() -> settings.network(data.schema()));
                requireScore(settings);
                candidates.add(new Candidate(cell, data, network));
            } catch (IllegalArgumentException e) {
                problems.add(cell.combination(), e.getMessage());
            } catch (ConfigException e) {
                e.problems().forEach(problem -> problems.add(cell.combination(), problem));
            }
        }
        problems.check();
        return candidates;
    }

    private static void requireScore(RunSettings settings) {
        if (settings.data().test() == null && settings.data().heldOut() == 0) {
            throw new IllegalArgumentException(
                    "data.test is missing: runs are compared by their error on it (or set data.held-out above 0)");
        }
    }

    /** Returns the settings of the application that all runs share: those of the run with most stages. */
    SparkConf application(List<Candidate> candidates, Map<String, String> spark) {
        SparkConf given = new SparkConf();
        spark.forEach(given::set);
        RunSettings largest = candidates.stream()
                .map(Candidate::settings)
                .max(Comparator.comparingInt(settings -> Planner.stages(settings, given)))
                .orElseThrow();
        return ApplicationSettings.conf(largest, spark).setIfMissing("spark.sql.shuffle.partitions", PARTITIONS);
    }

    /**
     * Cuts each network under each rule, once for all seeds.
     *
     * @throws ConfigException naming the rules that refuse their stages, with the reason
     */
    List<GridRun> plan(List<Candidate> candidates, SparkConf conf) {
        GridProblems problems = new GridProblems();
        Map<String, List<StageRange>> stages = new HashMap<>();
        Set<String> refused = new HashSet<>();
        List<GridRun> runs = new ArrayList<>();
        for (Candidate candidate : candidates) {
            String combination = candidate.cell().combination();
            problems.saw(combination);
            if (refused.contains(combination)) {
                continue;
            }
            try {
                RunPlan plan = candidate.cell().config().located(() -> plan(candidate, stages.get(combination), conf));
                stages.put(combination, plan.stages());
                runs.add(new GridRun(candidate.cell(), plan));
            } catch (IllegalArgumentException e) { // of a rule of somebody's own
                refused.add(combination);
                problems.add(combination, e.getMessage());
            } catch (ConfigException e) {
                refused.add(combination);
                e.problems().forEach(problem -> problems.add(combination, problem));
            }
        }
        problems.check();
        return runs;
    }

    /** {@code stages}: those of another seed, or null if this is the first. */
    private static RunPlan plan(Candidate candidate, List<StageRange> stages, SparkConf conf) {
        RunSettings settings = candidate.settings();
        return stages == null
                ? Planner.plan(settings, candidate.data(), conf)
                : new RunPlan(settings, candidate.data(), candidate.network(), stages);
    }

    /**
     * Checks that the runs which were begun in a folder have the settings and the data that they would have now.
     *
     * @throws IllegalArgumentException naming the first one that has others
     */
    void requireSame(Folder folder, List<GridRun> runs) throws IOException {
        for (GridRun run : runs) {
            String data = run.plan().data().fingerprint();
            folder.requireSame(run.id(), run.cell().config().render(), data, REMEDY);
        }
    }

    /** Returns what the preflight of any run finds, once. */
    Set<Finding> preflight(List<GridRun> runs, SparkConf conf) {
        Set<Finding> findings = new LinkedHashSet<>();
        Preflight preflight = new Preflight(conf, hadoop);
        Set<String> seen = new HashSet<>();
        runs.stream()
                .filter(run -> seen.add(run.cell().combination())) // what differs by seed alone is checked once
                .forEach(run -> findings.addAll(preflight.inspect(run.plan())));
        return findings;
    }
}
