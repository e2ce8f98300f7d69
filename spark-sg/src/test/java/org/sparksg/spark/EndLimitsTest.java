package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class EndLimitsTest {
    @Test
    void eachWaitOutlastsWhatItWaitsFor() {
        SparkConf conf = SparkDefaults.complete(new SparkConf(false));
        Duration reaper = Duration.ofSeconds(conf.getTimeAsSeconds("spark.task.reaper.killTimeout"));
        List<Duration> waits = List.of(EndLimits.EVENTS, EndLimits.LAST_WORDS, reaper, EndLimits.TASKS);
        for (int i = 1; i < waits.size(); i++) {
            assertTrue(waits.get(i - 1).compareTo(waits.get(i)) < 0, waits.toString());
        }
    }
}
