package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class SchedulerLogTest {
    private static final Logger SCHEDULER =
            LoggerFactory.getLogger("org.apache.spark.scheduler.cluster.YarnClientSchedulerBackend");

    @Test
    void theLastErrorsOfTheSchedulersAreKeptAndNothingElse() {
        try (SchedulerLog log = SchedulerLog.listen()) {
            assertEquals("", log.errors());
            LoggerFactory.getLogger("org.apache.spark.storage.Other").error("of another kind");
            SCHEDULER.warn("no error");
            SCHEDULER.error("one");
            SCHEDULER.error("two {}", 2);
            assertEquals("one; two 2", log.errors());
            SCHEDULER.error("three");
            SCHEDULER.error("four");
            assertEquals("two 2; three; four", log.errors());
            SCHEDULER.error("three");
            assertEquals("two 2; four; three", log.errors());
        }
    }

    @Test
    void warningsAreKeptBesideTheErrorsAndPushNoneOfThemOut() {
        Configurator.setLevel(SCHEDULER.getName(), Level.WARN);
        try (SchedulerLog log = SchedulerLog.listen()) {
            SCHEDULER.error("gone");
            for (int i = 0; i < 5; i++) {
                SCHEDULER.warn("container {} failed", i);
            }
            SCHEDULER.info("all is well");
            assertEquals("gone", log.errors());
            assertEquals("gone; container 2 failed; container 3 failed; container 4 failed", log.all());
        }
    }

    @Test
    void nothingIsHeardAfterTheEnd() {
        SchedulerLog log = SchedulerLog.listen();
        log.close();
        SCHEDULER.error("late");
        assertEquals("", log.all());
    }
}
