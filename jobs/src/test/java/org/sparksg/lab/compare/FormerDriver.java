package org.sparksg.lab.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.sparksg.storage.Lease;

/** Makes a folder look as if nobody but a driver on another machine had had it, which was killed a while ago. */
final class FormerDriver {
    private FormerDriver() {}

    static void had(Path folder, String submission) throws IOException {
        Path owners = Files.createDirectories(folder.resolve("_owners"));
        try (Stream<Path> files = Files.list(owners)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Path owner = Files.writeString(owners.resolve("000001.json"), """
                {"number": 1, "token": "t", "name": "application-0", "host": "there", "submission": "%s",
                 "machine": "another", "pid": 1, "born": "", "since": "then", "beats": 7, "ended": false}
                """.formatted(submission));
        Duration silence = Lease.TERM.plusSeconds(2);
        Files.setLastModifiedTime(owner, FileTime.from(Instant.now().minus(silence)));
    }
}
