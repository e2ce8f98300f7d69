package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LastErrorsTest {
    private static final Logger SCHEDULER =
            LoggerFactory.getLogger("org.apache.spark.scheduler.cluster.YarnClientSchedulerBackend");

    @Test
    void theLastErrorsOfTheSchedulersAreKeptAndNothingElse() {
        try (LastErrors errors = LastErrors.listen()) {
            assertEquals("", errors.text());
            LoggerFactory.getLogger("org.apache.spark.storage.Other").error("of another kind");
            SCHEDULER.warn("no error");
            SCHEDULER.error("one");
            SCHEDULER.error("two {}", 2);
            assertEquals("one; two 2", errors.text());
            SCHEDULER.error("three");
            SCHEDULER.error("four");
            assertEquals("two 2; three; four", errors.text());
            SCHEDULER.error("three");
            assertEquals("two 2; four; three", errors.text());
        }
    }

    @Test
    void nothingIsHeardAfterTheEnd() {
        LastErrors errors = LastErrors.listen();
        errors.close();
        SCHEDULER.error("late");
        assertEquals("", errors.text());
    }
}
