package org.sparksg.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of Spark are flat: one may be a value, and have others below it. */
class SparkPropertiesTest {
    private static final String SMALL = """
            data.train.format = digits
            network.layers = [ {dense = 16}, relu, {dense = 10} ]
            """;
    private static final Map<String, String> PAIR =
            Map.of("spark.authenticate", "true", "spark.authenticate.secret", "X");

    @TempDir
    private Path directory;

    private static Map<String, String> spark(String text, String... overrides) {
        return RunConfig.parse("x.conf", SMALL + text, List.of(overrides)).spark();
    }

    private Map<String, String> read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("main.conf"), SMALL + text);
        return RunConfig.read(file, List.of(), path -> path).spark();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark.authenticate = true\nspark.authenticate.secret = X",
                "spark.authenticate.secret = X\nspark.authenticate = true",
                "spark { authenticate = true, authenticate.secret = X }",
                "spark { authenticate.secret = X\n authenticate = true }",
                "spark { authenticate { secret = X }\n authenticate : true }",
                "spark { authenticate = true\n authenticate { secret = X } }",
                "spark = { authenticate = true, authenticate = { secret = X } }",
                "spark { \"authenticate\" = true, \"authenticate.secret\" = X }",
                "\"spark\" { \"authenticate.secret\" = X }, spark.\"authenticate\" = true",
                "spark.authenticate { secret = X }\nspark { authenticate = true }",
                "spark { authenticate = true } // spark.authenticate = {\nspark { authenticate.secret = X } # }",
                "spark.authenticate =\n  true\nspark.authenticate.secret = \"X\"",
                "vars.on = true, spark.authenticate.secret = X, spark.authenticate = ${vars.on}",
                "vars.a = {secret = X}, spark.authenticate = ${vars.a}, spark.authenticate = true, spark.authenticate.secret = X",
                "spark.authenticate = false, spark.authenticate.secret = Y, spark.authenticate.secret = X,"
                        + " spark.authenticate = true",
                "spark { authenticate = false }, spark.authenticate = ${spark.authenticate}, spark.authenticate = true,"
                        + " spark.authenticate.secret = \"\"\"X\"\"\""
            })
    void valueAndSectionGoTogetherInAnyOrder(String text) {
        assertEquals(PAIR, spark(text), text);
    }

    @Test
    void assignmentsOfTheCommandLineGoTogetherInAnyOrder() {
        assertEquals(PAIR, spark("", "spark.authenticate=true", "spark.authenticate.secret=X"));
        assertEquals(PAIR, spark("", "spark.authenticate.secret=X", "spark.authenticate=true"));
        assertEquals(PAIR, spark("", "spark.authenticate=true", "spark.authenticate={secret=X}"));
        assertEquals(PAIR, spark("", "spark={authenticate=true, authenticate.secret=X}"));
        assertEquals(
                PAIR, spark("spark.authenticate = false", "spark.authenticate.secret=X", "spark.authenticate=true"));
        assertEquals(PAIR, spark("spark.authenticate.secret = X", "spark.authenticate=true"));
        assertEquals(PAIR, spark("spark.authenticate = true", "spark.\"authenticate.secret\"=X"));
    }

    @Test
    void laterAssignmentsWinOverEarlierOnesOfTheSameProperty() {
        assertEquals(Map.of("spark.ui.port", "2"), spark("spark.ui.port = 1, spark { ui { port = 2 } }"));
        assertEquals(Map.of("spark.ui.port", "2"), spark("spark { ui.port = 1 }, spark { \"ui.port\" = 2 }"));
        assertEquals(Map.of("spark.ui.port", "3"), spark("spark.ui.port = 1", "spark.ui.port=2", "spark.ui.port=3"));
    }

    @Test
    void referencesToPropertiesWork() {
        Map<String, String> spark = spark(
                "spark.executor.memory = 2g\nspark.driver.memory = ${spark.executor.memory}\nname = m-${spark.executor.memory}\n"
                        + "spark.executor.extraJavaOptions = -Da\nspark.executor.extraJavaOptions ="
                        + " ${spark.executor.extraJavaOptions}\" -Db\", spark.x = ${?NO_SUCH_VARIABLE}",
                "spark.executor.memory=3g");
        assertEquals("3g", spark.get("spark.driver.memory"));
        assertEquals("-Da -Db", spark.get("spark.executor.extraJavaOptions"));
        assertEquals(3, spark.size(), spark.toString());
    }

    @Test
    void sectionMayComeByReference() {
        String text = "vars.e { memory = 2g, cores = 1 }\nspark.executor = ${vars.e}\n";
        Map<String, String> expected = Map.of("spark.executor.memory", "2g", "spark.executor.cores", "1");
        assertEquals(expected, spark(text));
        assertEquals("3g", spark(text, "spark.executor.memory=3g").get("spark.executor.memory"));
        ConfigException e = assertThrows(ConfigException.class, () -> spark(text + "spark.executor.memory = 4g"));
        assertTrue(e.getMessage().contains("spark.executor.memory: is given at x.conf:"), e.getMessage());
    }

    @Test
    void secretMayComeFromTheEnvironment() {
        String path = System.getenv("PATH");
        assertEquals(Map.of("spark.authenticate.secret", path), spark("spark.authenticate.secret = ${?PATH}"));
        assertEquals(
                Map.of("spark.authenticate.secret", "usual"),
                spark("spark.authenticate.secret = usual\nspark.authenticate.secret = ${?NO_SUCH_VARIABLE}"));
    }

    @Test
    void includedFilesAreReadInTheSameWay() throws IOException {
        Files.writeString(directory.resolve("secrets.conf"), "spark.authenticate.secret = X");
        assertEquals(PAIR, read("include \"secrets.conf\"\nspark.authenticate = true"));
        assertEquals(PAIR, read("spark.authenticate = true\ninclude \"secrets\""));
        assertEquals(
                PAIR,
                read("spark.authenticate = true\ninclude required(file(\"" + directory.resolve("secrets.conf")
                        + "\"))"));
        Files.writeString(directory.resolve("inside.conf"), "authenticate.secret = X, authenticate = true");
        assertEquals(PAIR, read("spark { include \"inside.conf\" }"));
        Files.writeString(directory.resolve("more.json"), "{\"spark\": {\"authenticate\": {\"secret\": \"X\"}}}");
        assertEquals(PAIR, read("include \"more.json\"\nspark { authenticate = true }"));
        Files.writeString(directory.resolve("p.properties"), "spark.authenticate=true\nspark.authenticate.secret=X\n");
        assertEquals(PAIR, read("include \"p.properties\""));
        assertEquals(Map.of(), read("include \"absent.conf\""));
    }

    @Test
    void fileThatMustBeThereAndIsNotIsNamed() {
        String path = directory.resolve("absent.conf").toString();
        ConfigException e = assertThrows(ConfigException.class, () -> read("include required(file(\"" + path + "\"))"));
        assertTrue(e.getMessage().contains(path), e.getMessage());
    }

    @Test
    void fileThatIncludesItselfIsRefused() {
        ConfigException e = assertThrows(ConfigException.class, () -> read("include \"main.conf\""));
        assertTrue(e.getMessage().contains("a file includes itself"), e.getMessage());
    }

    @Test
    void problemOfAnIncludedFileNamesItAndItsLine() throws IOException {
        Path file = Files.writeString(directory.resolve("more.conf"), "seed = 3\ntraining.epochs = 0\n");
        ConfigException e = assertThrows(ConfigException.class, () -> read("include \"more.conf\""));
        assertEquals(file + ":2: training.epochs = 0: must be >= 1", e.getMessage());
    }

    @Test
    void linesAreThoseOfTheFile() {
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> spark("spark {\n  ui.port = 1\n  \"a.b\" = [1]\n}\ntraining.epochs = many"));
        assertEquals(
                List.of(
                        "x.conf:5: spark.a.b = [1]: must be a single value: Spark takes lists as a,b,c",
                        "x.conf:7: training.epochs = many: must be a whole number"),
                e.problems());
    }

    @Test
    void keyThatIsAValueAndASectionElsewhereIsAnErrorWithBothLines() {
        ConfigException e = assertThrows(
                ConfigException.class, () -> spark("vars.a = 1\nvars.a { b = 2 }\nvars.c.d = 1\nvars.c = 3"));
        assertEquals(
                List.of(
                        "x.conf:4: vars.a: is a section here and a value in line 3, and can only be one of the two: delete"
                                + " one",
                        "x.conf:6: vars.c: is a value here and a section in line 5, and can only be one of the two: delete"
                                + " one"),
                e.problems());
    }

    @Test
    void valueThatIsGivenTwiceIsToldWithBothLines() {
        RunConfig config = RunConfig.parse(
                "x.conf", SMALL + "seed = 1\nseed = 2\ntraining { epochs = 3 }\ntraining.epochs = 4", List.of());
        assertEquals(
                List.of(
                        "x.conf:4: seed: is given in line 3, too, which has no effect: delete one of the two",
                        "x.conf:6: training.epochs: is given in line 5, too, which has no effect: delete one of the two"),
                config.losses());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seed = 1\nseed = ${?NO_SUCH_VARIABLE}",
                "vars.l = [1]\nvars.l += 2",
                "vars.base { a = 1 }\nvars.more = ${vars.base}\nvars.more { b = 2 }\nvars.more.c = 3",
                "vars.o = ${?NO_SUCH_VARIABLE} { a = 1 }\nvars.o.b = 2",
                "training { epochs = 3 }\ntraining { window = 2 }\ntraining.batch-size = 4",
                "vars.n = null\nvars.n { a = 1 }",
                "vars.list = [ {a = 1}, {a = 2}\n {a = 3} ]",
                "vars.text = \"\"\"a = {\n\"b\" \"\"\"\nvars.url = \"http://host/#a\", vars.x = a b c // seed = 1"
            })
    void overridingOnPurposeIsNotTold(String text) {
        assertEquals(
                List.of(), RunConfig.parse("x.conf", SMALL + text, List.of()).losses());
    }
}
