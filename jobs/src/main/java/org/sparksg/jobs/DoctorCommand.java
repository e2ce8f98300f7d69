package org.sparksg.jobs;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.sparksg.config.RunConfig;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.spark.Finding;
import org.sparksg.spark.Preflight;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doctor}: what would make a run hang or fail, one line each. */
@Command(
        name = "doctor",
        description =
                "Looks for what would make the run of a conf file hang or fail. Each line is a fact, a verdict and,"
                        + " when it is bad, the property to change.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Override
    public Integer call() throws IOException {
        RunConfig config = options.read();
        Configuration hadoop = RunOptions.hadoop(Application.properties(config.spark()));
        RunSettings settings = config.settings(config.data().inspect(hadoop));
        SparkConf conf = Application.conf(settings, config.spark());
        List<Finding> findings = new Preflight(conf, hadoop)
                .inspect(Application.stages(settings), settings.output().directory());
        PrintWriter out = spec.commandLine().getOut();
        findings.forEach(out::println);
        long failures = findings.stream()
                .filter(finding -> finding.verdict() == Finding.Verdict.FAILURE)
                .count();
        out.println(failures == 0 ? "Ready to train." : failures + " to mend before training.");
        out.flush();
        return failures == 0 ? 0 : Main.BAD_INPUT;
    }
}
