package org.sparksg.spark;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;

/** The application that a context stands for. */
record SparkApplication(JavaSparkContext context) implements Application {

    @Override
    public int executors() {
        return context.sc().statusTracker().getExecutorInfos().length - 1; // the driver is one of them
    }

    @Override
    public void listen(SparkListener listener) {
        context.sc().addSparkListener(listener);
    }

    @Override
    public void stopListening(SparkListener listener) {
        context.sc().removeSparkListener(listener);
    }

    @Override
    public void cancel(String group) {
        context.cancelJobGroup(group);
    }
}
