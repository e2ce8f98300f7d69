package org.sparksg.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparksg.storage.Claimant;
import org.sparksg.storage.HeldException;
import org.sparksg.storage.Lease;
import org.sparksg.time.Waiting;

/** What a driver that its cluster manager started again takes over: the folders of the driver before it, of the same {@link Submission}. */
public final class Inheritance {
    private static final Duration PATIENCE = Lease.TERM.plusSeconds(5); // whoever is silent for so long is gone
    private static final Duration NEWS = Duration.ofSeconds(10);
    private static final long LOOK_MS = 500; // between two looks at whether a driver lives

    private Inheritance() {}

    /**
     * Claims a folder in the place of the driver before: waits until that one gives no signs of life any more, or as long as one may be
     * silent, and takes over then.
     *
     * @param news hears every ten seconds whom it waits for, and how long
     * @return empty if there was none before, or if this process has had the folder meanwhile
     * @throws HeldException if somebody else has taken it from that one, and lives
     */
    public static Optional<Lease> of(Configuration hadoop, Path folder, Claimant heir, Consumer<String> news)
            throws InterruptedException {
        return of(hadoop, folder, heir, PATIENCE, NEWS, news);
    }

    static Optional<Lease> of(
            Configuration hadoop, Path folder, Claimant heir, Duration patience, Duration every, Consumer<String> news)
            throws InterruptedException {
        Waiting waiting = new Waiting(System::nanoTime);
        Waiting silence = new Waiting(System::nanoTime);
        boolean told = false;
        boolean takeOver = false;
        while (true) {
            try {
                return look(hadoop, folder, heir, takeOver);
            } catch (HeldException held) {
                if (takeOver) {
                    throw held;
                }
                if (!told || silence.isBeyond(every)) {
                    news.accept("waits up to " + patience.toSeconds() + " s for the end of the driver before it: "
                            + held.holder() + ", which has " + folder);
                    silence.restart();
                    told = true;
                }
            }
            Thread.sleep(LOOK_MS);
            takeOver = waiting.isBeyond(patience);
        }
    }

    private static Optional<Lease> look(Configuration hadoop, Path folder, Claimant heir, boolean takeOver) {
        return Undisturbed.get(() -> {
            try {
                return Lease.inherit(hadoop, folder, heir, takeOver);
            } catch (IOException e) {
                throw new UncheckedIOException(folder + ": cannot be claimed: " + e.getMessage(), e);
            }
        });
    }
}
