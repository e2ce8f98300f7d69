package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparksg.storage.Claimant;
import org.sparksg.storage.HeldException;
import org.sparksg.storage.Lease;
import org.sparksg.storage.LostLeaseException;

@Timeout(60)
class InheritanceTest {
    private static final Configuration HADOOP = new Configuration();
    private static final Claimant DRIVER = new Claimant("application-1", "here", Optional.of("app-7"));

    @TempDir
    private Path folder;

    private final List<String> news = new ArrayList<>();

    private org.apache.hadoop.fs.Path path() {
        return new org.apache.hadoop.fs.Path(folder.toUri());
    }

    private Optional<Lease> inherit(Duration patience, Duration every) throws InterruptedException {
        return Inheritance.of(HADOOP, path(), DRIVER, patience, every, news::add);
    }

    /** A driver that was given up may live on, somewhere: it loses the run, and not before it was waited for. */
    @Test
    void driverThatWasStartedAgainInheritsTheRun() throws IOException, InterruptedException {
        try (Lease former = Lease.claim(HADOOP, path(), DRIVER, false)) {
            FormerDriver.lives(folder, Duration.ZERO);
            try (Lease latter =
                    inherit(Duration.ofSeconds(1), Duration.ofSeconds(10)).orElseThrow()) {
                assertEquals(1, news.size(), news.toString());
                assertTrue(
                        news.get(0).startsWith("waits up to 1 s for the end of the driver before it: "), news.get(0));
                assertThrows(LostLeaseException.class, former::require);
                latter.letFormerOwnerEnd(news::add);
                assertEquals(2, news.size(), news.toString());
                assertTrue(news.get(1).startsWith("waits 10 s, in which pid "), news.get(1));
                assertTrue(news.get(1).contains(" on here (application-1, since "), news.get(1));
            }
        }
        news.clear();
        FormerDriver.lives(folder, Lease.TERM.plusSeconds(2));
        try (Lease third =
                inherit(Duration.ofSeconds(1), Duration.ofSeconds(10)).orElseThrow()) {
            third.letFormerOwnerEnd(news::add);
            assertEquals(List.of(), news, "one that has ended is not waited for");
            third.require();
        }
    }

    @Test
    void whoIsWaitedForIsToldAgainAndAgain() throws IOException, InterruptedException {
        FormerDriver.began(folder, "app-7");
        inherit(Duration.ofSeconds(7), Duration.ofSeconds(2)).orElseThrow().close();
        assertTrue(news.size() >= 3 && news.size() <= 4, news.toString());
        for (String line : news) {
            assertTrue(
                    line.matches("waits up to 7 s for the end of the driver before it:"
                            + " pid [0-9]+ on there \\(application-0, since .*\\), which has file:.*"),
                    line);
        }
    }

    @Test
    void runThatAPersonHasTakenMeanwhileIsNotTakenBack() throws IOException, InterruptedException {
        FormerDriver.began(folder, "app-7");
        Claimant person = new Claimant("application-9", "laptop", Optional.empty());
        Lease.claim(HADOOP, path(), person, true).close();
        FormerDriver.lives(folder, Duration.ZERO);
        HeldException held =
                assertThrows(HeldException.class, () -> inherit(Duration.ofSeconds(1), Duration.ofSeconds(10)));
        assertTrue(held.getMessage().contains("on laptop (application-9"), held.getMessage());
    }
}
