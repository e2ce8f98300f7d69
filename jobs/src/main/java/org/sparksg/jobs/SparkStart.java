package org.sparksg.jobs;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Starts the Spark application of a command, for which a busy cluster may take its time. */
public final class SparkStart {
    private static final long EVERY_S = 10;

    private SparkStart() {}

    /** Starts it. {@code news}: hears every ten seconds what is waited for. */
    public static JavaSparkContext of(SparkConf conf, Consumer<String> news) {
        CountDownLatch started = new CountDownLatch(1);
        Thread teller = new Thread(() -> tell(conf, news, started), "spark-sg-start");
        teller.setDaemon(true);
        teller.start();
        try {
            return new JavaSparkContext(conf);
        } finally {
            started.countDown();
        }
    }

    private static void tell(SparkConf conf, Consumer<String> news, CountDownLatch started) {
        try {
            for (long waited = EVERY_S; !started.await(EVERY_S, TimeUnit.SECONDS); waited += EVERY_S) {
                news.accept("waiting for " + waited + " s for " + conf.get("spark.master", "Spark")
                        + " to start the application " + conf.get("spark.app.name", ""));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
