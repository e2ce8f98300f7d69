package org.sparksg.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files that say who owns a folder: {@code _owners/000001.json} and so on, of which the highest number counts. */
final class Owners {
    private static final Pattern NAME = Pattern.compile("(\\d{6})\\.json");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LOOKS = 25; // at a file that says nothing
    private static final long PAUSE_MS = 20;

    private final FileSystem files;
    private final Path folder;
    private final Path owners;

    Owners(Configuration hadoop, Path folder) throws IOException {
        this.files = Storage.plain(folder.getFileSystem(hadoop));
        this.folder = files.makeQualified(folder);
        this.owners = new Path(this.folder, "_owners");
    }

    /** Returns the folder that is owned. */
    Path folder() {
        return folder;
    }

    private Path file(long number) {
        return new Path(owners, String.format(Locale.ROOT, "%06d.json", number));
    }

    /** Returns who came last, whether it still lives or not. */
    Optional<Owner> last() throws IOException {
        OptionalLong highest = highest();
        return highest.isPresent() ? Optional.of(read(highest.getAsLong())) : Optional.empty();
    }

    /** Returns all of them, in the order in which they came. */
    List<Owner> all() throws IOException {
        List<Owner> all = new ArrayList<>();
        for (long number : numbers().sorted().toArray()) {
            all.add(read(number));
        }
        return all;
    }

    private OptionalLong highest() throws IOException {
        return numbers().max();
    }

    private LongStream numbers() throws IOException {
        try {
            return Stream.of(files.listStatus(owners))
                    .map(status -> NAME.matcher(status.getPath().getName()))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1)));
        } catch (FileNotFoundException e) {
            return LongStream.empty();
        }
    }

    /** A file that says nothing is just being made, or damaged: which of the two, a short while tells. */
    private Owner read(long number) throws IOException {
        Optional<Owner> owner = readOnce(number);
        for (int look = 0; look < LOOKS && owner.isEmpty(); look++) {
            try {
                Thread.sleep(PAUSE_MS);
            } catch (InterruptedException e) {
                throw (IOException) new InterruptedIOException(file(number) + ": interrupted").initCause(e);
            }
            owner = readOnce(number);
        }
        return owner.orElse(Owner.unknown(number));
    }

    private Optional<Owner> readOnce(long number) throws IOException {
        try (FSDataInputStream in = files.open(file(number))) {
            Owner owner = JSON.readValue(in.readAllBytes(), Owner.class);
            return Optional.ofNullable(owner).filter(read -> read.number() == number);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether nobody came after an owner, or has its number.
     *
     * @throws IOException if the file system does not say: also if the owner's own file is not to be found, which proves nothing
     */
    boolean isLast(long number, String token) throws IOException {
        long highest = highest().orElse(-1);
        if (highest < number) {
            throw new FileNotFoundException(file(number) + " is not to be found");
        }
        String found = read(highest).token();
        if (highest == number && found.isEmpty()) {
            throw new IOException(file(number) + " cannot be read");
        }
        return highest == number && found.equals(token);
    }

    /** Makes a new owner's file; returns false if another one was faster: exactly one of several is not, see {@link Lease}. */
    boolean create(Owner owner) throws IOException {
        files.mkdirs(owners);
        Path file = file(owner.number());
        byte[] text = JSON.writeValueAsBytes(owner);
        try (OutputStream out = exclusive(file)) {
            out.write(text);
        } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException e) {
            return false;
        }
        write(owner); // anew, durably
        return true;
    }

    private OutputStream exclusive(Path file) throws IOException {
        return Storage.isLocal(files) // where Hadoop looks first and creates then
                ? Files.newOutputStream(Storage.file(file).toPath(), StandardOpenOption.CREATE_NEW)
                : files.create(file, false);
    }

    /** Writes an owner's own file anew, which is its sign of life. */
    void write(Owner owner) throws IOException {
        new ReplacedFile(files, file(owner.number())).write(JSON.writeValueAsBytes(owner), () -> {});
    }

    /** Deletes what an owner left that was killed while it gave a sign of life. */
    void tidyAfter(Owner gone) throws IOException {
        files.delete(ReplacedFile.fresh(file(gone.number())), false);
    }

    /** Returns how old the last sign of life of an owner is by this machine's clock: for who may only read. */
    Duration age(Owner owner) throws IOException {
        long then = files.getFileStatus(file(owner.number())).getModificationTime();
        return Duration.ofMillis(Math.max(0, System.currentTimeMillis() - then));
    }

    /** Returns how long an owner has given no sign of life. The file system's own clock is asked, for all machines have others. */
    Duration silence(Owner owner) throws IOException {
        Path probe = new Path(owners, "_probe-" + UUID.randomUUID());
        files.create(probe, true).close();
        try {
            FileStatus now = files.getFileStatus(probe);
            FileStatus then = files.getFileStatus(file(owner.number()));
            return Duration.ofMillis(Math.max(0, now.getModificationTime() - then.getModificationTime()));
        } finally {
            files.delete(probe, false);
        }
    }
}
