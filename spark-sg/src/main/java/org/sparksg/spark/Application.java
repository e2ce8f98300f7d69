package org.sparksg.spark;

import org.apache.spark.scheduler.SparkListener;

/** What the driver asks of Spark while a gang runs. Tests have an application without a cluster. */
interface Application {

    /** Returns how many executors there are now. */
    int executors();

    /** Has a listener told of events from now on, on a thread of Spark's. */
    void listen(SparkListener listener);

    /** Ends {@link #listen}. */
    void stopListening(SparkListener listener);

    /** Cancels the jobs of a group that run now. */
    void cancel(String group);
}
