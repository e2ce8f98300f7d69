package org.sparksg.spark;

import java.util.List;
import java.util.Optional;
import org.apache.spark.scheduler.SparkListener;

/** What the driver asks of Spark while a gang runs. Tests have an application without a cluster. */
interface Application {

    /** Returns how many executors there are now. */
    int executors();

    /** Returns the end of an executor's log; empty if it is not to be had here. */
    String lastWords(String executor);

    /** Returns the last words of executors that ended before Spark heard of them, where that can be told; the newest last. */
    List<String> stillborn();

    /** Returns what is known of executors that do not come, and where the cluster says more: lines that go on with a message. */
    String troubles();

    /** Returns why the application has ended, if it has: by what its manager said, as far as that is known. */
    Optional<String> ended();

    /** Has a listener told of events from now on, on a thread of Spark's. */
    void listen(SparkListener listener);

    /** Ends {@link #listen}. */
    void stopListening(SparkListener listener);

    /** Cancels the jobs of a group that run now. */
    void cancel(String group);
}
