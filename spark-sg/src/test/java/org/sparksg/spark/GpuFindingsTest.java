package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.pipeline.RunSettings;
import org.sparksg.settings.BadSetting;
import org.sparksg.spark.Finding.Verdict;
import org.sparksg.tensor.Backend;
import org.sparksg.tensor.GpuUse;
import org.sparksg.tensor.Gpus;
import org.sparksg.tensor.Precision;

/** What a user asks of GPUs, against what Spark is asked for and the backend can use. */
class GpuFindingsTest {
    /** Whether the backend uses GPUs is told here, so that backends to come are judged, too. */
    @ParameterizedTest
    @CsvSource({
        "OK,      PREFER,  yarn,                     0, false",
        "OK,      PREFER,  yarn,                     0, true",
        "OK,      PREFER,  yarn,                     1, true",
        "OK,      REQUIRE, yarn,                     1, true",
        "OK,      REQUIRE, spark://head:7077,        1, true",
        "OK,      REQUIRE, k8s://https://api:6443,   1, true",
        "OK,      NEVER,   yarn,                     0, true",
        "WARNING, PREFER,  yarn,                     1, false",
        "WARNING, PREFER,  yarn,                     2, true",
        "WARNING, REQUIRE, 'local-cluster[2,1,512]', 1, true",
        "WARNING, PREFER,  local[2],                 1, true",
        "FAILURE, REQUIRE, yarn,                     0, true",
        "FAILURE, REQUIRE, yarn,                     1, false",
        "FAILURE, REQUIRE, yarn,                     2, true",
        "FAILURE, REQUIRE, local[2],                 1, true",
        "FAILURE, NEVER,   yarn,                     1, true",
        "FAILURE, NEVER,   yarn,                     1, false"
    })
    void gpusAreToBeAskedForGivenAndUsed(Verdict verdict, GpuUse use, String master, String amount, boolean used) {
        SparkConf conf = new SparkConf(false).set("spark.master", master);
        if (!amount.equals("0")) {
            conf.set("spark.executor.resource.gpu.amount", amount);
        }
        Finding finding = new GpuFindings(conf).gpus(use, "TORCH", used);
        assertEquals(verdict, finding.verdict(), finding.toString());
        assertEquals(verdict == Verdict.OK, finding.fix().isEmpty(), finding.toString());
    }

    @Test
    void stageThatMustHaveAGpuDoesNotStartWithoutOne() {
        BadSetting bad = assertThrows(
                BadSetting.class, () -> GpuFindings.requireGiven(compute(GpuUse.REQUIRE), new Gpus(List.of("0"))));
        assertTrue(bad.getMessage().startsWith("compute.gpu = require: must be prefer with"), bad.getMessage());
        assertTrue(StageTask.isWrongInput(bad), "another attempt would get no more");
        assertDoesNotThrow(() -> GpuFindings.requireGiven(compute(GpuUse.PREFER), Gpus.NONE));
        assertDoesNotThrow(() -> GpuFindings.requireGiven(compute(GpuUse.NEVER), Gpus.NONE));
    }

    private static RunSettings.Compute compute(GpuUse use) {
        return new RunSettings.Compute(Backend.AUTO, List.of(Precision.F32), use);
    }
}
