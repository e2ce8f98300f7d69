package org.sparksg.jobs;

import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.sparksg.config.RunConfig;
import org.sparksg.spark.RunListener;
import org.sparksg.spark.SparkTrainer;

/** A program that trains in its own JVM, and tells what still runs after it: {@code EmbeddedTraining OUTPUT}. */
public final class EmbeddedTraining {
    private EmbeddedTraining() {}

    /** Trains, stops Spark, and prints the threads that keep the JVM alive, each on a line that begins with {@code alive: }. */
    public static void main(String[] arguments) throws Exception {
        RunConfig config =
                RunConfig.parse("embedded", """
                data { train { format = digits, count = 200 }, test { format = digits, count = 50 } }
                network.layers = [ {dense = 16}, relu, {dense = 10} ]
                stages = 2
                training.epochs = 1
                """, List.of("name=embedded", "output.directory=" + arguments[0]));
        SparkConf conf = ApplicationSettings.conf(config.settings(), Map.of("spark.master", "local[2]"));
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            new SparkTrainer(context, new RunListener() {}).train(config.settings());
        }
        Thread.sleep(3000); // a thread of Netty's ends by itself, a second after its last task
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon() && thread != Thread.currentThread())
                .forEach(thread -> System.out.println("alive: " + thread.getName()));
        System.out.println("trained");
    }
}
