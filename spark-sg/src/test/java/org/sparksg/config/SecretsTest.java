package org.sparksg.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparksg.settings.Redaction;

/** Secrets of a conf file are used, but neither shown nor kept. */
class SecretsTest {
    private static final String SMALL = """
            data.train.format = digits
            network.layers = [ {dense = 16}, relu, {dense = 10} ]
            """;
    private static final String TREASURE = "Hush-1234";

    private static RunConfig read(String text, String... overrides) {
        return RunConfig.parse("x.conf", SMALL + text, List.of(overrides));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark.authenticate.secret = Hush-1234",
                "spark.hadoop.fs.s3a.secret.key = Hush-1234",
                "spark.hadoop.fs.s3a.access.key = Hush-1234",
                "spark.ssl.keyStorePassword = Hush-1234",
                "spark { hadoop { my.Token = Hush-1234 } }",
                "spark.executor.extraJavaOptions = \"-Dpassword=Hush-1234\"",
                "spark.ssl.keyPassword = Hush-1234",
                "spark.hadoop.fs.azure.account.key.me.dfs.core.windows.net = Hush-1234",
                "spark.hadoop.fs.s3a.encryption.key = Hush-1234",
                "spark.hadoop.my.credential = Hush-1234",
                "spark.driver.extraJavaOptions = \"-Dfs.azure.account.key.me=Hush-1234\"",
                "spark.jars.repositories = \"https://me:Hush-1234@repository.example/maven\"",
                "learning.options { address = \"https://me:Hush-1234@data.example/test\" }",
                "learning.options { api-token = Hush-1234 }",
                "spark.redaction.regex = \"(?i)hidden\", spark.my.hidden.property = Hush-1234",
                "spark.redaction.regex = \"lambda\", learning.options { lambda2 = Hush-1234 }"
            })
    void secretsAreNotPrinted(String text) {
        RunConfig config = read(text);
        assertFalse(config.render().contains(TREASURE), config.render());
        assertTrue(config.render().contains(Redaction.HIDDEN), config.render());
        boolean used = config.spark().values().stream()
                .collect(Collectors.joining(" "))
                .contains(TREASURE);
        assertEquals(!text.contains("learning"), used);
    }

    @Test
    void runsThatDifferInASecretAloneHaveTheSameSettings() {
        assertEquals(
                read("spark.my.password = a, learning.options.token = b").render(),
                read("spark.my.password = c, learning.options.token = d").render());
    }

    @Test
    void printedSettingsWithoutTheirSecretsCannotBeTakenForTheRealOnes() {
        String printed = read("spark.authenticate.secret = " + TREASURE).render();
        ConfigException e = assertThrows(ConfigException.class, () -> RunConfig.parse("y.conf", printed, List.of()));
        assertTrue(
                e.getMessage()
                        .contains(
                                "spark.authenticate.secret: was left out when these settings were printed: give it, or"
                                        + " take it from the environment with ${?NAME}"),
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark.authenticate.secret = [Hush-1234]",
                "spark.authenticate.secret = [{ a = Hush-1234 }]",
                "learning.options { password = [Hush-1234] }",
                "spark.authenticate.secret = \"Hush-1234",
                "spark.authenticate.secret = Hush-1234 {",
                "spark.authenticate.secret = Hush-1234:x",
                "spark.authenticate.secret = Hush-1234 ] x",
                "password = Hush-1234",
                "spark.redaction.regex = \"(\", spark.password = [Hush-1234]"
            })
    void messagesDoNotShowThem(String text) {
        ConfigException e = assertThrows(ConfigException.class, () -> read(text));
        assertFalse(e.getMessage().contains("Hush"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark.authenticate.secret: Hush-1234",
                "=secret Hush-1234",
                "spark..secret=Hush-1234",
                "spark.secret=[Hush-1234]"
            })
    void messagesOfTheCommandLineDoNotShowThemEither(String override) {
        ConfigException e = assertThrows(ConfigException.class, () -> read("", override));
        assertFalse(e.getMessage().contains("Hush"), e.getMessage());
    }
}
