package org.sparksg.tensor;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The native libraries that this process has loaded, to call what JavaCPP maps no method for. */
final class NativeLibraries {
    private static final Path MAPS = Path.of("/proc/self/maps");

    private NativeLibraries() {}

    /**
     * Returns those whose files begin with a name; none where the system does not tell.
     *
     * @param name such as {@code libopenblas}
     */
    static List<NativeLibrary> named(String name) {
        if (!Files.isReadable(MAPS)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(MAPS)) {
            return lines.filter(line -> line.contains("/" + name) && !line.endsWith(" (deleted)"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .map(NativeLibrary::getInstance)
                    .toList();
        } catch (LinkageError | IOException e) {
            return List.of(); // whoever asks can do without
        }
    }
}
