package org.sparksg.spark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparksg.storage.Claimant;
import org.sparksg.storage.Fence;
import org.sparksg.storage.HeldException;
import org.sparksg.storage.Lease;

/**
 * The folder of one run: finds it, or a free name for it, and reads and writes its {@code run.json}. Who writes has claimed it
 * before: a run has one driver at a time.
 */
final class RunDirectory implements AutoCloseable {
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
    static RunDirectory create(Configuration hadoop, String output, String name, Claimant driver) {
        for (Path path : folders(hadoop, output, name).free()) {
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

    /** Claims the run of a name that a driver of the same submission had before this process, if there is one: as {@link Inheritance} does. */
    static Optional<RunDirectory> inherit(
            Configuration hadoop, String output, String name, Claimant driver, Consumer<String> news)
            throws InterruptedException {
        for (Path path : folders(hadoop, output, name).left(driver.submission())) {
            RunDirectory directory = new RunDirectory(hadoop, path);
            directory.lease = Inheritance.of(hadoop, path, driver, news).orElse(null);
            if (directory.lease != null) { // else a thread of this process was faster
                return Optional.of(directory);
            }
        }
        return Optional.empty();
    }

    /** Returns whether there is something to {@link #inherit}. */
    static boolean isLeft(Configuration hadoop, String output, String name, Optional<String> submission) {
        return !folders(hadoop, output, name).left(submission).isEmpty();
    }

    private static NumberedFolders folders(Configuration hadoop, String output, String name) {
        return new NumberedFolders(hadoop, output, name, RecordFile.NAME);
    }

    /**
     * Makes this process the one that may write.
     *
     * @param takeOver whether to take the folder from a driver that lives
     * @throws HeldException if another driver has it
     */
    void claim(Claimant driver, boolean takeOver) {
        lease = Undisturbed.get(() -> {
            try {
                return Lease.claim(hadoop, path, driver, takeOver);
            } catch (IOException e) {
                throw new UncheckedIOException(path + ": cannot be claimed: " + e.getMessage(), e);
            }
        });
    }

    /** Lets a driver that lost the folder notice it, if there is one. {@code news}: hears whom it waits for. */
    void letFormerOwnerEnd(Consumer<String> news) throws InterruptedException {
        lease().letFormerOwnerEnd(news);
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
        return folders(hadoop, output, name).existing().stream()
                .findFirst()
                .map(path -> new RunDirectory(hadoop, path))
                .orElseThrow(() -> new IllegalArgumentException("--resume: there is no run " + name + " in " + output
                        + ": leave the option out to start one, or check output.directory and name"));
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
