package org.sparksg.jobs.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaVersionTest {

    @ParameterizedTest
    @CsvSource({
        "3.5.6,        17, true",
        "3.5.6,        22, true",
        "3.5.6-amzn-1, 23, false",
        "3.5.6,        25, false",
        "4.0.1,        23, false",
        "4.1.1,        25, false",
        "4.2.0,        25, true",
        "4.10.0,       25, true",
        "5.0.0,        29, true"
    })
    void oldHadoopClientsEndOnNewJava(String spark, int java, boolean starts) {
        assertEquals(starts, JavaVersion.refusal(java, spark).isEmpty());
        JavaVersion.refusal(java, spark)
                .ifPresent(text -> assertTrue(text.contains(spark) && text.contains("JDK 17"), text));
    }

    @ParameterizedTest
    @CsvSource({"17, true", "18, false", "21, false", "25, false"})
    void onlyJava17HasTheFastKernels(int java, boolean fast) {
        assertEquals(fast, JavaVersion.warning(java).isEmpty());
    }
}
