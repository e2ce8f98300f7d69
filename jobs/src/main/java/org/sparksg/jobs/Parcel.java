package org.sparksg.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.sparksg.config.Place;

/**
 * Conf files as they were on the machine that a run was submitted from, and where its data are now. It travels as a property of the
 * application, so that every manager brings it to every driver, the one that it starts again included.
 *
 * @param directory that was the working directory there
 * @param files their texts, by absolute path
 * @param environment the variables that the texts name
 * @param data where it is valid on every machine, by the path in the conf file
 */
public record Parcel(
        String directory, Map<String, String> files, Map<String, String> environment, Map<String, String> data)
        implements Place {
    /** The property. Conf files may hold secrets: Spark hides what is called so. */
    public static final String PROPERTY = "spark.sg.secret.conf";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Creates one. */
    public Parcel {
        files = Map.copyOf(files);
        environment = Map.copyOf(environment);
        data = Map.copyOf(data);
    }

    /** Returns whether {@code jobs/spark-sg} has brought one to this driver, and with it gave all that the conf file asks of Spark to Spark. */
    static boolean isHere() {
        return System.getProperty(PROPERTY) != null;
    }

    /** Returns it as text. */
    public String packed() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** Returns what {@link #packed} was made of. */
    public static Parcel unpack(String packed) {
        byte[] bytes = Base64.getDecoder().decode(packed);
        try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return JSON.readValue(zip, Parcel.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns how a parcel names a file. */
    public static String key(Path directory, Path file) {
        return directory.resolve(file).normalize().toString();
    }

    @Override
    public boolean has(Path file) {
        return files.containsKey(key(Path.of(directory), file));
    }

    @Override
    public String text(Path file) throws IOException {
        String text = files.get(key(Path.of(directory), file));
        if (text == null) {
            throw new NoSuchFileException(file.toString());
        }
        return text;
    }

    @Override
    public String everywhere(String path) {
        return data.containsKey(path) ? data.get(path) : RunOptions.everywhere(path);
    }
}
