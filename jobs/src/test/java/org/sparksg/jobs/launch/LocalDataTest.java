package org.sparksg.jobs.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.settings.BadSetting;

/** Data of this machine, beside a shared file system that is a folder. */
class LocalDataTest {
    @TempDir
    private Path folder;

    /** Has the scheme {@code shared}, and a home in the folder. As HDFS, it replaces nothing, and moves into a folder that is there. */
    public static final class Shared extends RawLocalFileSystem {
        private boolean is(String trouble) {
            return getConf().get("shared.trouble", "").equals(trouble);
        }

        @Override
        public void copyFromLocalFile(
                boolean move, boolean replace, org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
                throws IOException {
            super.copyFromLocalFile(move, replace, from, to);
            if (is("full")) {
                throw new IOException("no space left");
            }
        }

        @Override
        public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) throws IOException {
            if (is("rival")) { // was faster
                FileUtil.copy(pathToFile(from), this, to, false, getConf());
            }
            if (!exists(to)) {
                return !is("read-only") && super.rename(from, to);
            }
            return getFileStatus(to).isDirectory()
                    && super.rename(from, new org.apache.hadoop.fs.Path(to, from.getName()));
        }

        @Override
        public boolean delete(org.apache.hadoop.fs.Path path, boolean all) throws IOException {
            if (getFileStatus(path.getParent()).isFile()) {
                throw new ParentNotDirectoryException(path.toString());
            }
            return super.delete(path, all);
        }

        @Override
        public java.net.URI getUri() {
            return java.net.URI.create("shared:///");
        }

        @Override
        public org.apache.hadoop.fs.Path getHomeDirectory() {
            return makeQualified(new org.apache.hadoop.fs.Path("/home"));
        }

        @Override
        public File pathToFile(org.apache.hadoop.fs.Path path) {
            return new File(getConf().get("shared.root"), path.toUri().getPath());
        }
    }

    private LocalData data() {
        return data("");
    }

    private LocalData data(String trouble) {
        Configuration hadoop = new Configuration(false);
        hadoop.set("fs.defaultFS", "shared:///");
        hadoop.setClass("fs.shared.impl", Shared.class, Shared.class);
        hadoop.set("fs.file.impl", "org.apache.hadoop.fs.LocalFileSystem");
        hadoop.setBoolean("fs.shared.impl.disable.cache", true);
        hadoop.set("shared.root", folder.resolve("shared").toString());
        hadoop.set("shared.trouble", trouble);
        return new LocalData(hadoop);
    }

    /** Returns the file that a path of the shared file system is. */
    private Path there(String path) {
        return folder.resolve("shared" + path.replaceFirst("shared:/+", "/"));
    }

    private long copies() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("shared/home"))) {
            return files.filter(file -> file.getFileName().toString().equals("a.csv"))
                    .count();
        }
    }

    @Test
    void fileOfThisMachineIsCopiedOncePerVersion() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "1,2");
        for (int i = 0; i < 2; i++) {
            LocalData data = data();
            String path = data.everywhere(file.toString());
            assertTrue(path.startsWith("shared:/") && path.endsWith("/a.csv"), path);
            data.copy();
            assertEquals("1,2", Files.readString(there(path)));
            assertEquals(1, copies());
        }
        Files.writeString(file, "3,4");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        LocalData data = data();
        String path = data.everywhere(file.toString());
        data.copy();
        assertEquals("3,4", Files.readString(there(path)));
        assertEquals(2, copies());
    }

    @Test
    void folderIsCopiedWithAllThatIsInIt() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("table/part"));
        Files.writeString(inner.resolve("a.csv"), "1");
        Files.writeString(folder.resolve("table/b.csv"), "2");
        LocalData data = data();
        Path copy = there(data.everywhere(folder.resolve("table").toString()));
        data.copy();
        assertEquals("1", Files.readString(copy.resolve("part/a.csv")));
        assertEquals("2", Files.readString(copy.resolve("b.csv")));
    }

    @Test
    void pathsThatSayWhereStay() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "1,2");
        LocalData data = data();
        assertEquals("file:" + file, data.everywhere("file:" + file));
        assertEquals("s3a://b/a.csv", data.everywhere("s3a://b/a.csv"));
        data.copy();
        assertFalse(Files.exists(folder.resolve("shared")));
    }

    @Test
    void dataOfTheSharedFileSystemWin() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "1,2");
        Files.createDirectories(there(folder.toString()));
        Files.writeString(there(file.toString()), "3,4");
        assertEquals("shared:" + file, data().everywhere(file.toString()));
        assertEquals("shared:/no/such.csv", data().everywhere("/no/such.csv"));
    }

    /** Returns the names of all files of the shared file system. */
    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("shared"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".crc"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void copyThatSomebodyElseMadeMeanwhileIsTaken() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "1,2");
        Path table = Files.createDirectories(folder.resolve("table"));
        Files.writeString(table.resolve("b.csv"), "3");
        LocalData data = data("rival");
        Path copy = there(data.everywhere(file.toString()));
        Path folderCopy = there(data.everywhere(table.toString()));
        data.copy();
        assertEquals("1,2", Files.readString(copy));
        assertEquals("3", Files.readString(folderCopy.resolve("b.csv")));
        assertEquals(List.of("a.csv", "b.csv"), names());
    }

    @ParameterizedTest
    @CsvSource({"full, no space left", "read-only, cannot rename"})
    void halfACopyIsNotLeftBehind(String trouble, String said) throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "1,2");
        LocalData data = data(trouble);
        data.everywhere(file.toString());
        BadSetting failed = assertThrows(BadSetting.class, data::copy);
        assertTrue(failed.getMessage().contains(said), failed.getMessage());
        assertEquals(List.of(), names());
    }
}
