package org.sparksg.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.storage.Claimant;
import org.sparksg.storage.Lease;

/** Makes a folder look as a driver leaves it that ran on another machine. */
final class FormerDriver {
    private FormerDriver() {}

    /** Has a driver of a submission claim a folder, and live. */
    static void began(Path folder, String submission) throws IOException {
        Claimant driver = new Claimant("application-0", "there", Optional.of(submission));
        Lease.claim(new Configuration(), new org.apache.hadoop.fs.Path(folder.toUri()), driver, false)
                .close();
        lives(folder, Duration.ZERO);
    }

    /** Whoever had a folder ran on another machine, and has not given it up. {@code silence}: how long ago its last sign of life was. */
    static void lives(Path folder, Duration silence) throws IOException {
        try (Stream<Path> owners = Files.list(folder.resolve("_owners"))) {
            for (Path owner : owners.toList()) {
                String text = Files.readString(owner)
                        .replaceAll("\"machine\":\"[^\"]*\"", "\"machine\":\"another\"")
                        .replace("\"ended\":true", "\"ended\":false");
                Files.writeString(owner, text);
                Files.setLastModifiedTime(owner, FileTime.from(Instant.now().minus(silence)));
            }
        }
    }
}
