package org.sparksg.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.settings.BadSetting;
import org.sparksg.settings.FileTrouble;

/**
 * Looks for what would make a run hang or fail, before it starts: each finding is a fact, a verdict, and the property to
 * change. Takes a moment and touches nothing but a test file in the output directory.
 */
public final class Preflight {
    private static final String OUTPUT = "output.directory";
    private final SparkConf conf;
    private final Configuration hadoop;

    /** Prepares to look at an application's settings. */
    public Preflight(SparkConf conf, Configuration hadoop) {
        this.conf = conf;
        this.hadoop = hadoop;
    }

    /** Looks at everything that can be seen from the driver for a run. */
    public List<Finding> inspect(RunPlan plan) {
        RunSettings settings = plan.settings();
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.addAll(
                new ClusterFindings(conf, System::getenv).all(plan.stages().size()));
        findings.add(plugin());
        findings.add(dynamicAllocation());
        findings.add(reaper());
        findings.addAll(new ComputeFindings(conf).all(settings.compute()));
        findings.addAll(new GpuFindings(conf).all(settings.compute()));
        findings.addAll(new NetworkFindings(conf).all());
        findings.add(output(settings.output().directory()));
        plan.data().report().warnings().stream()
                .map(warning -> Finding.warning("data", warning.fact(), warning.fix()))
                .forEach(findings::add);
        return findings;
    }

    private static Finding java() {
        int version = Runtime.version().feature();
        return version >= 17
                ? Finding.ok("Java", Runtime.version().toString())
                : Finding.failure("Java", Runtime.version().toString(), "run on Java 17 or newer");
    }

    private Finding plugin() {
        String name = ControlPlugin.class.getName();
        return conf.get(SparkDefaults.PLUGINS, "").contains(name)
                ? Finding.ok("control path", "spark.plugins has " + name)
                : Finding.failure(
                        "control path", "the control plugin is not loaded", SparkDefaults.PLUGINS + "=" + name);
    }

    private Finding dynamicAllocation() {
        return conf.getBoolean("spark.dynamicAllocation.enabled", false)
                ? Finding.failure(
                        "dynamic allocation",
                        "on; barrier stages refuse to run with it (SPARK-24942)",
                        "spark.dynamicAllocation.enabled=false")
                : Finding.ok("dynamic allocation", "off");
    }

    private Finding reaper() {
        return conf.getBoolean("spark.task.reaper.enabled", false)
                ? Finding.ok("task reaper", "on")
                : Finding.warning(
                        "task reaper",
                        "off: a stage stuck in native code keeps its slot",
                        "spark.task.reaper.enabled=true");
    }

    private Finding output(String output) {
        Path directory = new Path(output);
        try {
            FileSystem fileSystem = FileTrouble.reach(OUTPUT, output, hadoop);
            Path probe = new Path(directory, ".probe-" + UUID.randomUUID());
            try (FSDataOutputStream out = fileSystem.create(probe, true)) {
                out.write(1);
            }
            fileSystem.delete(probe, false);
            Path resolved = fileSystem.makeQualified(directory);
            return fileSystem.getUri().getScheme().equals("file") && !Cluster.isOneMachine(conf)
                    ? Finding.ok(
                            "output",
                            resolved + " is a path of local disks: each stage proves at its start that it sees the"
                                    + " same folder")
                    : Finding.ok("output", resolved + " is writable");
        } catch (BadSetting e) {
            return unusable(e);
        } catch (IOException | IllegalArgumentException | FSError e) {
            return unusable(FileTrouble.of(OUTPUT, output, e));
        }
    }

    private static Finding unusable(BadSetting trouble) {
        return Finding.failure("output", "cannot be written: " + trouble.rule(), OUTPUT + ": " + trouble.fix());
    }
}
