package org.sparksg.lab.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparksg.checkpoint.ModelFile;
import org.sparksg.spark.Inheritance;
import org.sparksg.spark.NumberedFolders;
import org.sparksg.storage.Claimant;
import org.sparksg.storage.Lease;
import org.sparksg.storage.ReplacedFile;

/** The folder of a comparison: its runs, its table and its pages. */
public final class Folder {
    private static final String WHOSE = "comparison.json"; // whose folder it is
    private static final String RECORD = "run.json";
    private static final String CONFIG = "config"; // the settings, as text, in the record of a run
    private static final String DATA = "data"; // the fingerprint of the data, there

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileSystem files;
    private final Path path;

    private Folder(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
    }

    /**
     * Returns the folder: for a new comparison {@code name}, or {@code name-2} and so on, one above the highest that is taken;
     * to go on with one, the newest of this name. That which a driver of the same submission had before goes on in any case.
     *
     * @throws IllegalArgumentException if there is none to go on with
     */
    static Folder of(Configuration hadoop, String output, String name, boolean resume, Optional<String> submission)
            throws IOException {
        NumberedFolders folders = new NumberedFolders(hadoop, output, name, WHOSE);
        Optional<Path> left = folders.left(submission).stream().findFirst();
        if (left.isPresent()) {
            return at(hadoop, left.get().toString());
        }
        if (!resume) {
            return at(hadoop, folders.next().toString());
        }
        Path newest = folders.existing().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--resume: there is no comparison " + name + " in "
                        + output + ": leave the option out to start one, or check output.directory and name"));
        return at(hadoop, newest.toString());
    }

    /**
     * Returns the newest comparison of this name that has a model; if none has one, the newest.
     *
     * @throws IllegalArgumentException if there is none at all
     */
    public static Folder newestWithModel(Configuration hadoop, String output, String name) throws IOException {
        List<Path> existing = new NumberedFolders(hadoop, output, name, WHOSE).existing();
        if (existing.isEmpty()) {
            throw new IllegalArgumentException("there is no comparison " + name + " in " + output
                    + ": train it with jobs/spark-sg compare, or check output.directory and name");
        }
        for (Path path : existing) {
            Folder folder = at(hadoop, path.toString());
            if (folder.hasModel(hadoop)) {
                return folder;
            }
        }
        return at(hadoop, existing.get(0).toString());
    }

    private boolean hasModel(Configuration hadoop) throws IOException {
        for (FileStatus run : files.listStatus(path)) {
            if (run.isDirectory() && ModelFile.exists(hadoop, run.getPath().toString())) {
                return true;
            }
        }
        return false;
    }

    /** Returns a folder by its path; it need not exist yet. */
    public static Folder at(Configuration hadoop, String location) throws IOException {
        Path path = new Path(location);
        FileSystem files = path.getFileSystem(hadoop);
        return new Folder(files, files.makeQualified(path));
    }

    /** Returns the path of something in it; of itself for an empty name. */
    public String location(String name) {
        return name.isEmpty() ? path.toString() : new Path(path, name).toString();
    }

    boolean has(String name) throws IOException {
        return files.exists(new Path(path, name));
    }

    /** Makes it, if it is not there yet. */
    public void make() throws IOException {
        files.mkdirs(path);
    }

    /** Makes it the folder of the comparison of this name, if it is not yet. */
    void claim(String name) throws IOException {
        if (has(WHOSE)) {
            return;
        }
        write(WHOSE, JSON.createObjectNode().put("name", name).toPrettyString());
    }

    /**
     * Makes it this process's own: a comparison has one driver at a time, like each of its runs. A driver of the same submission, which
     * had it before, loses it.
     *
     * @param news hears whom it waits for
     * @throws org.sparksg.storage.HeldException if another driver has it
     */
    Lease own(Claimant driver, Consumer<String> news) throws IOException, InterruptedException {
        Optional<Lease> left = Inheritance.of(files.getConf(), path, driver, news);
        return left.isPresent() ? left.get() : Lease.claim(files.getConf(), path, driver, false);
    }

    /** Returns whether a run was begun here. */
    boolean hasRun(String run) throws IOException {
        return has(run + "/" + RECORD);
    }

    /**
     * Checks that a run that was begun here has the settings and the data that it would have now; where Spark runs may differ.
     *
     * @param data their fingerprint
     * @param remedy what to do if it has others
     * @throws IllegalArgumentException if it has others
     */
    public void requireSame(String run, String config, String data, String remedy) throws IOException {
        JsonNode before;
        try (InputStream in = files.open(new Path(path, run + "/" + RECORD))) {
            before = JSON.readTree(in);
        } catch (FileNotFoundException e) {
            return;
        }
        if (!settings(before.path(CONFIG).asText()).equals(settings(config))) {
            throw new IllegalArgumentException(
                    "the settings of " + location(run) + " are not those of the conf file any more: " + remedy);
        }
        String dataBefore = before.path(DATA).asText();
        if (!dataBefore.equals(data)) {
            throw new IllegalArgumentException("the data of " + location(run)
                    + " (data.train, data.test) have changed since it was trained:\n  before: " + dataBefore
                    + "\n  now:    " + data
                    + "\n(fingerprints: of every byte, or of how the data are drawn)\n"
                    + "Put the old data back; or " + remedy);
        }
    }

    private static Config settings(String text) {
        return ConfigFactory.parseString(text).withoutPath("spark");
    }

    /** Writes a file of text in it, in the place of an earlier one. */
    public void write(String name, String text) throws IOException {
        new ReplacedFile(files, new Path(path, name)).write(text.getBytes(StandardCharsets.UTF_8), () -> {});
    }
}
