package org.sparksg.jobs;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.checkpoint.TextSampler;
import org.sparksg.checkpoint.TrainedModel;
import org.sparksg.settings.FileTrouble;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sample}: text that a model of text goes on with. */
@Command(
        name = "sample",
        description = "Goes on with a text as a model that was trained on text expects it to.",
        mixinStandardHelpOptions = true)
final class SampleCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "The folder of a run, or of its model.")
    private String model;

    @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "The text that comes first.")
    private String prompt;

    @Option(
            names = "--length",
            defaultValue = "500",
            paramLabel = "N",
            description = "How many characters follow. Default: ${DEFAULT-VALUE}")
    private int length;

    @Option(
            names = "--temperature",
            defaultValue = "1",
            paramLabel = "T",
            description = "Below 1, what is likely becomes more likely; above, less. Default: ${DEFAULT-VALUE}")
    private double temperature;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Decides what is drawn. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Override
    public Integer call() throws Exception {
        Configuration hadoop = new Configuration();
        FileTrouble.reach("MODEL", model, hadoop);
        try (Kernels kernels = Backend.AUTO.open(Precision.F32)) {
            TextSampler sampler = new TextSampler(TrainedModel.load(hadoop, model, kernels, 1), temperature, seed);
            PrintWriter out = spec.commandLine().getOut();
            out.println(prompt + sampler.goOn(prompt, length));
            out.flush();
        }
        return 0;
    }
}
