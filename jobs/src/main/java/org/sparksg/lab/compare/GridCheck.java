package org.sparksg.lab.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.sparksg.config.ConfigException;
import org.sparksg.config.GridConfig;
import org.sparksg.config.GridProblems;
import org.sparksg.jobs.Application;
import org.sparksg.jobs.DataSummaries;
import org.sparksg.pipeline.RunSettings;
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

    GridCheck(Configuration hadoop) {
        this.hadoop = hadoop;
        this.summaries = new DataSummaries(hadoop);
    }

    /**
     * Completes the settings with what the data decide.
     *
     * @throws ConfigException naming every run that is refused, with the reason
     */
    List<GridRun> complete(List<GridConfig.Cell> cells) throws IOException {
        GridProblems problems = new GridProblems();
        List<GridRun> runs = new ArrayList<>();
        for (GridConfig.Cell cell : cells) {
            problems.saw(cell.combination());
            try {
                RunSettings settings =
                        cell.config().settings(summaries.of(cell.config().data()));
                requireScore(settings);
                runs.add(new GridRun(cell, settings));
            } catch (IllegalArgumentException e) {
                problems.add(cell.combination(), e.getMessage());
            } catch (ConfigException e) {
                e.problems().forEach(problem -> problems.add(cell.combination(), problem));
            }
        }
        problems.check();
        return runs;
    }

    private static void requireScore(RunSettings settings) {
        if (settings.data().test() == null && settings.data().heldOut() == 0) {
            throw new IllegalArgumentException(
                    "data.test is missing: runs are compared by their error on it (or set data.held-out above 0)");
        }
    }

    /** Returns the settings of the application that all runs share: those of the run with most stages. */
    SparkConf application(List<GridRun> runs, Map<String, String> spark) {
        SparkConf given = new SparkConf();
        spark.forEach(given::set);
        RunSettings largest = runs.stream()
                .map(GridRun::settings)
                .max(Comparator.comparingInt(settings -> Planner.stages(settings, given)))
                .orElseThrow();
        return Application.conf(largest, spark).setIfMissing("spark.sql.shuffle.partitions", PARTITIONS);
    }

    /**
     * Cuts each network under each rule.
     *
     * @throws ConfigException naming the rules that refuse their stages, with the reason
     */
    void plan(List<GridRun> runs, SparkConf conf) throws IOException {
        GridProblems problems = new GridProblems();
        for (GridRun run : oneOfEach(runs)) {
            String combination = run.cell().combination();
            problems.saw(combination);
            try {
                Planner.plan(run.settings(), conf, hadoop);
            } catch (IllegalArgumentException e) {
                problems.add(combination, e.getMessage());
            }
        }
        problems.check();
    }

    /**
     * Checks that the runs which were begun in a folder have the settings and the data that they would have now.
     *
     * @throws IllegalArgumentException naming the first one that has others
     */
    void requireSame(Folder folder, List<GridRun> runs) throws IOException {
        for (GridRun run : runs) {
            String data = summaries.fingerprint(run.settings().data());
            folder.requireSame(run.id(), run.cell().config().render(), data, REMEDY);
        }
    }

    /** Returns what the preflight of any run finds, once. */
    Set<Finding> preflight(List<GridRun> runs, SparkConf conf) {
        Set<Finding> findings = new LinkedHashSet<>();
        Preflight preflight = new Preflight(conf, hadoop);
        oneOfEach(runs).forEach(run -> findings.addAll(preflight.inspect(run.settings())));
        return findings;
    }

    /** Returns one run for each combination of rule and network: what differs by seed alone is checked once. */
    private static List<GridRun> oneOfEach(List<GridRun> runs) {
        Set<String> seen = new HashSet<>();
        return runs.stream().filter(run -> seen.add(run.cell().combination())).toList();
    }
}
