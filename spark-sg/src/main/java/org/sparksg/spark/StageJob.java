package org.sparksg.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.storage.Fence;
import org.sparksg.transport.tcp.RunSecret;

/**
 * What the driver gives to every stage of one launch.
 *
 * @param plan the run
 * @param launch which launch it is
 * @param secret shared by the stages of this launch, and by nobody else: opens links, and says whether they are sealed
 * @param directory the directory of the run
 * @param fence tells stages whether their driver is still the one that the run belongs to
 * @param batchesDone the checkpoint to start from; 0 for fresh weights
 * @param sharedExecutors whether several stages may run in one executor
 * @param hadoop the driver's Hadoop settings
 */
record StageJob(
        RunPlan plan,
        ControlMessage.Launch launch,
        RunSecret secret,
        String directory,
        Fence fence,
        long batchesDone,
        boolean sharedExecutors,
        Map<String, String> hadoop)
        implements Serializable {

    Configuration configuration() {
        return configuration(hadoop);
    }

    /** Returns the settings that {@link #toMap} took apart. */
    static Configuration configuration(Map<String, String> settings) {
        Configuration configuration = new Configuration(false);
        settings.forEach(configuration::set);
        return configuration;
    }

    static Map<String, String> toMap(Configuration configuration) {
        Map<String, String> map = new HashMap<>();
        configuration.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
        return map;
    }
}
