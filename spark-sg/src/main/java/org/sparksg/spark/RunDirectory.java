package org.sparksg.spark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparksg.storage.Fence;
import org.sparksg.storage.HeldException;
import org.sparksg.storage.Lease;
import org.sparksg.time.Waiting;

/**
 * The folder of one run: finds it, or a free name for it, and reads and writes its {@code run.json}. Who writes has claimed it
 * before: a run has one driver at a time.
 */
final class RunDirectory implements AutoCloseable {
    private static final long LOOK_MS = 500; // between two looks at whether a driver lives

    private final Configuration hadoop;
    private final Path path;
    private final RecordFile record;
    private Lease lease; // null until it is claimed

    RunDirectory(Configuration hadoop, Path path) {
        this.hadoop = hadoop;
        this.path = path;
        try {
            this.record = new RecordFile(path.getFileSystem(hadoop), path);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Claims a folder for a new run: {@code name}, or {@code name-2} and so on, one above the highest that is taken. Of two runs
     * that begin at once, each gets its own.
     *
     * @param driver who claims it
     */
    static RunDirectory create(Configuration hadoop, String output, String name, Driver driver) {
        for (Path path : new NumberedFolders(hadoop, output, name, RecordFile.NAME).free()) {
            RunDirectory directory = new RunDirectory(hadoop, path);
            try {
                directory.claim(driver, false);
            } catch (HeldException faster) {
                continue;
            }
            if (directory.read().isEmpty()) {
                return directory;
            }
            directory.close(); // meanwhile it had a whole run
        }
        throw new IllegalStateException("numbers do not end");
    }

    /**
     * A driver, as others are told of it.
     *
     * @param application what it is, such as the id of a Spark application
     * @param host where it runs
     */
    record Driver(String application, String host) {}

    /**
     * Makes this process the one that may write.
     *
     * @param takeOver whether to take the folder from a driver that lives
     * @throws HeldException if another driver has it
     */
    void claim(Driver driver, boolean takeOver) {
        lease = Undisturbed.get(() -> {
            try {
                return Lease.claim(hadoop, path, driver.application(), driver.host(), takeOver);
            } catch (IOException e) {
                throw new UncheckedIOException(path + ": cannot be claimed: " + e.getMessage(), e);
            }
        });
    }

    /**
     * Makes this process the one that may write, in the place of a driver that its cluster manager has given up: waits until that one gives
     * no signs of life any more, or as long as one may be silent, and takes over then.
     *
     * @param patience how long to wait
     * @param news hears whom it waits for
     * @return whether that one may live, and has to notice its loss
     */
    boolean inherit(Driver driver, Duration patience, Consumer<String> news) throws InterruptedException {
        Waiting waiting = new Waiting(System::nanoTime);
        boolean told = false;
        while (!waiting.isBeyond(patience)) {
            try {
                claim(driver, false);
                return false;
            } catch (HeldException held) {
                if (!told) {
                    news.accept("waits up to " + patience.toSeconds() + " s for the end of the driver before it: "
                            + held.getMessage());
                }
                told = true;
                Thread.sleep(LOOK_MS);
            }
        }
        claim(driver, true);
        return true;
    }

    /** Lets a driver that lost the folder notice it. */
    void letFormerOwnerEnd() throws InterruptedException {
        lease().letFormerOwnerEnd();
    }

    /** Checks that the folder could be claimed, and changes nothing. */
    void requireFree() {
        try {
            Lease.requireFree(hadoop, path);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Checks that the folder is still this driver's: before every change.
     *
     * @throws org.sparksg.storage.LostLeaseException naming who has it
     */
    void requireOwned() {
        lease().require();
    }

    /** Returns whether it was noticed that another driver has taken the folder: costs nothing. */
    boolean isLost() {
        return lease().isLost();
    }

    /** Returns what stages check before they write. */
    Fence fence() {
        return lease().fence();
    }

    private Lease lease() {
        return Objects.requireNonNull(lease, "claim the folder first");
    }

    /** Gives the folder up, if it was claimed. */
    @Override
    public void close() {
        if (lease != null) {
            lease.close();
        }
    }

    /** Returns the newest run of a name: the folder of the highest number whose record has that name. */
    static RunDirectory existing(Configuration hadoop, String output, String name) {
        return new NumberedFolders(hadoop, output, name, RecordFile.NAME)
                .existing().stream()
                        .findFirst()
                        .map(path -> new RunDirectory(hadoop, path))
                        .orElseThrow(() -> new IllegalArgumentException("--resume: there is no run " + name + " in "
                                + output + ": leave the option out to start one, or check output.directory and name"));
    }

    /** Returns the run of a name that a driver of the same submission began, if there is one. */
    static Optional<RunDirectory> of(Configuration hadoop, String output, String name, String submission) {
        return new NumberedFolders(hadoop, output, name, RecordFile.NAME)
                .existing().stream()
                        .map(path -> new RunDirectory(hadoop, path))
                        .filter(directory -> directory.read().stream().anyMatch(found -> found.json()
                                .path(Provenance.SUBMISSION)
                                .asText("")
                                .equals(submission)))
                        .findFirst();
    }

    /** Returns the path as text. */
    String location() {
        return path.toString();
    }

    /** Reads the record of the run, if there is one. */
    Optional<RecordFile.Found> read() {
        try {
            return record.read();
        } catch (IOException e) {
            throw new UncheckedIOException(path + "/" + RecordFile.NAME + ": " + e.getMessage(), e);
        }
    }

    /** Writes the record of the run anew. */
    void write(ObjectNode json) {
        try {
            record.write(json, lease == null ? () -> {} : lease::require);
        } catch (IOException e) {
            throw new UncheckedIOException(path + "/" + RecordFile.NAME + ": " + e.getMessage(), e);
        }
    }

    static ObjectNode newRecord() {
        return JsonNodeFactory.instance.objectNode();
    }
}
