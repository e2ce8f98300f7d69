package org.sparksg.spark;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/** Small jobs beside the training: one task for each input, within a limit. */
final class Tasks {
    private Tasks() {}

    /**
     * Runs the tasks and returns what they return.
     *
     * @param what what it means if they do not end, for the message
     * @throws IllegalStateException if they fail, or take longer than the limit
     */
    static <A, B> List<B> run(
            JavaSparkContext context, List<A> inputs, Function<A, B> body, Duration limit, String what) {
        JavaFutureAction<List<B>> job =
                context.parallelize(inputs, inputs.size()).map(body).collectAsync();
        try {
            return job.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            job.cancel(true);
            throw new IllegalStateException(
                    what + " within " + limit.toSeconds() + " s: are there executors? See the cluster's queue", e);
        } catch (InterruptedException e) {
            job.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException(what + ": interrupted", e);
        } catch (ExecutionException e) {
            String why = context.sc().isStopped()
                    ? "the Spark application has ended"
                    : e.getCause().getMessage();
            throw new IllegalStateException(what + ": " + why, e.getCause());
        }
    }
}
