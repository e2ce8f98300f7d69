package org.sparksg.clusters;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** The least that an application can do: counts to two on executors, and makes a file. */
public final class TrivialJob {
    private TrivialJob() {}

    /** {@code arguments}: the file. */
    public static void main(String[] arguments) throws IOException {
        try (JavaSparkContext context = new JavaSparkContext(new SparkConf().setAppName("trivial"))) {
            if (context.parallelize(List.of(1, 2), 2).count() == 2) {
                Path file = new Path(arguments[0]);
                file.getFileSystem(context.hadoopConfiguration()).create(file).close();
            }
        }
    }
}
