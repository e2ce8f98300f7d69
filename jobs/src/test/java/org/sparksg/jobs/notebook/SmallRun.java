package org.sparksg.jobs.notebook;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.sparksg.config.RunConfig;
import org.sparksg.metrics.ParquetSink;
import org.sparksg.metrics.Sink;
import org.sparksg.pipeline.InProcessPipeline;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.pipeline.Saver;
import org.sparksg.spark.Planner;

/** The quickstart's network trained in this JVM on a few digits, with the tables that a run on executors writes. */
final class SmallRun {
    static final int STAGES = 3;
    static final int EPOCHS = 4;

    private static final Configuration HADOOP = new Configuration();
    private static final List<String> OVERRIDES = List.of(
            "data.train.count=900",
            "data.test.count=200",
            "stages=" + STAGES,
            "training.epochs=" + EPOCHS,
            "training.batch-size=30",
            "corrections.every=2",
            "output.timeline-every=4");

    private SmallRun() {}

    /** Trains, and writes the tables below a directory. */
    static void into(Path directory) throws IOException, InterruptedException {
        Path conf = Path.of("../conf/quickstart.conf").toAbsolutePath().normalize();
        RunConfig config = RunConfig.read(conf, OVERRIDES, path -> path);
        RunSettings settings = config.settings();
        RunPlan plan = Planner.plan(settings, settings.data().open(HADOOP, settings.seed()), new SparkConf(false));
        List<Sink> sinks = new ArrayList<>();
        try (var pipeline = new InProcessPipeline(
                plan,
                settings.data().load(HADOOP, settings.seed()),
                stage -> settings.compute().backend().open(settings.compute().of(stage)),
                stage -> add(sinks, new ParquetSink(HADOOP, directory.toString(), "small", 0, 0, "s0" + stage)),
                Saver.NONE,
                System::nanoTime)) {
            pipeline.run();
        } finally {
            sinks.forEach(Sink::close);
        }
    }

    private static Sink add(List<Sink> sinks, Sink sink) {
        sinks.add(sink);
        return sink;
    }
}
