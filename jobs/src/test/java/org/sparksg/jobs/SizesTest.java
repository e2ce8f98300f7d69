package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparksg.config.RunConfig;
import org.sparksg.data.DataSummary;
import org.sparksg.data.Schema;
import org.sparksg.nn.Network;
import org.sparksg.pipeline.Costs;
import org.sparksg.pipeline.Partition;
import org.sparksg.pipeline.RunPlan;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.tensor.Shape;

/** The example of sizes on the page of the command line. */
class SizesTest {
    private static final String CONF = """
            data.train.format = digits
            network.layers = [
              { dense = 4096 }, batch-norm, relu
              { dense = 4096 }, batch-norm, relu, { dense = 4096 }, batch-norm, relu
              { dense = 10 }
            ]
            stages = [3, 6, 1]
            optimizer.type = adam
            training.batch-size = 256
            """;

    @Test
    void stageOfTheExampleTakesTheMemoryThatThePageSays() throws IOException {
        RunSettings settings = RunConfig.parse("sizes", CONF, List.of()).settings();
        Schema schema = new Schema(Shape.of(28, 28, 1), List.of(), Shape.of(10), "", true, List.of());
        DataSummary data = new DataSummary(schema, 1000, 0, 100, "");
        Network network = settings.network(schema);
        Costs costs = Costs.flops(network, settings.learning());
        RunPlan plan = new RunPlan(settings, data, network, Partition.of(network, settings.cut(), costs));
        String middle = StageTable.of(plan, List.of()).get(2);
        assertTrue(middle.contains(" 33,579,008 ") && middle.contains(" 548.5 MiB"), middle);
        String page = new Pages().text("jobs/README.md");
        assertTrue(page.contains(" 33,579,008 parameters x 4 x 4 B") && page.contains(" 549 MiB, as train prints it"));
    }
}
