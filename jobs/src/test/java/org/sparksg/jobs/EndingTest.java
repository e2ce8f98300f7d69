package org.sparksg.jobs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkUserAppException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndingTest {
    @AfterEach
    void forget() {
        System.clearProperty("spark.master");
        System.clearProperty("spark.submit.deployMode");
    }

    @ParameterizedTest
    @CsvSource({
        "yarn, cluster, RETURN",
        "yarn, client, EXIT",
        "spark://head:7077, cluster, EXIT",
        "k8s://https://api:443, client, EXIT",
        "'', '', EXIT",
    })
    void applicationMasterOfYarnWantsTheMainMethodToEnd(String master, String mode, Ending ending) {
        Map.of("spark.master", master, "spark.submit.deployMode", mode).forEach((name, value) -> {
            if (!value.isEmpty()) {
                System.setProperty(name, value);
            }
        });
        assertEquals(ending, Ending.here());
    }

    @Test
    void codeOfAFailureReachesTheApplicationMaster() {
        AtomicInteger applications = new AtomicInteger();
        assertDoesNotThrow(() -> Ending.RETURN.end(0, applications::incrementAndGet));
        assertEquals(1, applications.get(), "an application that succeeds has a context");
        assertEquals(
                2,
                assertThrows(SparkUserAppException.class, () -> Ending.RETURN.end(2, applications::incrementAndGet))
                        .exitCode());
        assertEquals(1, applications.get());
    }
}
