package org.sparksg.spark;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/**
 * Starts stages as the tasks of one barrier stage. One job is one attempt: a barrier result stage is never retried by Spark,
 * so that restarting is in one place, {@link SparkTrainer}.
 *
 * @param context where to run
 */
public record BarrierGang(JavaSparkContext context) implements GangLauncher {

    @Override
    public Gang launch(StageJob job) {
        int stages = job.plan().stages().size();
        String group = job.launch().run() + "/" + job.launch().attempt();
        TaskCount tasks = new TaskCount(group);
        Application application = new SparkApplication(context, SchedulerLog.none());
        application.listen(tasks);
        context.setJobGroup(group, "spark-sg: " + job.plan().settings().name(), true);
        try {
            List<Integer> ranks = IntStream.range(0, stages).boxed().toList();
            Function1<Iterator<Integer>, Iterator<String>> body = body(job);
            JavaRDD<String> gang = context.parallelize(ranks, stages)
                    .rdd()
                    .barrier()
                    .mapPartitions(body, false, ClassTag$.MODULE$.apply(String.class))
                    .toJavaRDD();
            return new RunningGang(application, group, gang.collectAsync(), tasks, System::nanoTime);
        } finally {
            context.clearJobGroup();
        }
    }

    /** JavaConverters is deprecated in Scala 2.13, but its successor does not exist in 2.12. */
    @SuppressWarnings("deprecation")
    private static Function1<Iterator<Integer>, Iterator<String>> body(StageJob job) {
        return (Function1<Iterator<Integer>, Iterator<String>> & Serializable) ranks -> {
            new StageTask(job).run();
            return JavaConverters.asScalaIterator(Collections.<String>emptyIterator());
        };
    }
}
