package org.sparksg.jobs.compare;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.sparksg.checkpoint.ModelFile;

/** The folder of a comparison: its runs, its table and its pages. */
public final class Folder {
    private static final String RECORD = "run.json";
    private static final String CONFIG = "config"; // the settings, as text, in the record of a run

    private final FileSystem files;
    private final Path path;

    private Folder(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
    }

    /**
     * Returns the folder: for a new comparison {@code name}, or {@code name-2} and so on, one above the highest that is taken;
     * to go on with one, the highest.
     *
     * @throws IllegalArgumentException if there is none to go on with
     */
    static Folder of(Configuration hadoop, String output, String name, boolean resume) throws IOException {
        Path parent = new Path(output);
        FileSystem files = parent.getFileSystem(hadoop);
        int highest = numbers(files, parent, name).max().orElse(0);
        if (resume && highest == 0) {
            throw new IllegalArgumentException("--resume: there is no comparison " + name + " in " + output
                    + ": leave the option out to start one, or check output.directory and name");
        }
        return of(hadoop, parent, name, resume ? highest : highest + 1);
    }

    /**
     * Returns the newest comparison of this name that has a model; if none has one, the newest.
     *
     * @throws IllegalArgumentException if there is none at all
     */
    public static Folder newestWithModel(Configuration hadoop, String output, String name) throws IOException {
        Path parent = new Path(output);
        int[] numbers =
                numbers(parent.getFileSystem(hadoop), parent, name).sorted().toArray();
        if (numbers.length == 0) {
            throw new IllegalArgumentException("there is no comparison " + name + " in " + output
                    + ": train it with jobs/spark-sg compare, or check output.directory and name");
        }
        for (int i = numbers.length - 1; i >= 0; i--) {
            Folder folder = of(hadoop, parent, name, numbers[i]);
            if (folder.hasModel(hadoop)) {
                return folder;
            }
        }
        return of(hadoop, parent, name, numbers[numbers.length - 1]);
    }

    private boolean hasModel(Configuration hadoop) throws IOException {
        for (FileStatus run : files.listStatus(path)) {
            if (ModelFile.exists(hadoop, run.getPath().toString())) {
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

    private static Folder of(Configuration hadoop, Path parent, String name, int number) throws IOException {
        return at(hadoop, new Path(parent, number == 1 ? name : name + "-" + number).toString());
    }

    private static IntStream numbers(FileSystem files, Path parent, String name) throws IOException {
        Pattern pattern = Pattern.compile(Pattern.quote(name) + "(?:-([1-9][0-9]{0,8}))?");
        FileStatus[] found = files.exists(parent) ? files.listStatus(parent) : new FileStatus[0];
        return Arrays.stream(found)
                .map(status -> pattern.matcher(status.getPath().getName()))
                .filter(Matcher::matches)
                .mapToInt(match -> match.group(1) == null ? 1 : Integer.parseInt(match.group(1)));
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

    /** Returns whether a run was begun here. */
    boolean hasRun(String run) throws IOException {
        return has(run + "/" + RECORD);
    }

    /**
     * Checks that a run that was begun here has the settings that it would have now; where Spark runs may differ.
     *
     * @param remedy what to do if it has others
     * @throws IllegalArgumentException if it has others
     */
    public void requireSame(String run, String config, String remedy) throws IOException {
        String before;
        try (InputStream in = files.open(new Path(path, run + "/" + RECORD))) {
            before = new ObjectMapper().readTree(in).path(CONFIG).asText();
        } catch (FileNotFoundException e) {
            return;
        }
        if (!settings(before).equals(settings(config))) {
            throw new IllegalArgumentException(
                    "the settings of " + location(run) + " are not those of the conf file any more: " + remedy);
        }
    }

    private static Config settings(String text) {
        return ConfigFactory.parseString(text).withoutPath("spark");
    }

    /** Writes a file of text in it. */
    public void write(String name, String text) throws IOException {
        try (OutputStream out = files.create(new Path(path, name), true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
