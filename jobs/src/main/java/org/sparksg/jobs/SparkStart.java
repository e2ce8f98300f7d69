package org.sparksg.jobs;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Starts the Spark application of a command, for which a busy cluster may take its time. */
public final class SparkStart {
    private static final long EVERY_S = 10;
    private static volatile boolean happened; // in this JVM

    private SparkStart() {}

    /** Starts it. {@code news}: hears every ten seconds what is waited for. */
    public static JavaSparkContext of(SparkConf conf, Consumer<String> news) {
        CountDownLatch started = new CountDownLatch(1);
        Thread teller = new Thread(() -> tell(conf, news, started), "spark-sg-start");
        teller.setDaemon(true);
        teller.start();
        try {
            JavaSparkContext context = new JavaSparkContext(conf);
            happened = true;
            return context;
        } finally {
            started.countDown();
        }
    }

    /** Starts one for tables. */
    public static SparkSession session(SparkConf conf, Consumer<String> news) {
        return SparkSession.builder().sparkContext(of(conf, news).sc()).getOrCreate();
    }

    /** Starts an application without executors and ends it, if there was none: for a manager that wants to see one. */
    static void makeUp() {
        if (!happened) {
            of(new SparkConf().set("spark.executor.instances", "0"), news -> {}).close();
        }
    }

    private static void tell(SparkConf conf, Consumer<String> news, CountDownLatch started) {
        try {
            for (long waited = EVERY_S; !started.await(EVERY_S, TimeUnit.SECONDS); waited += EVERY_S) {
                news.accept("waiting for " + waited + " s for " + conf.get(ClusterOptions.MASTER, "Spark")
                        + " to start the application " + conf.get("spark.app.name", ""));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
