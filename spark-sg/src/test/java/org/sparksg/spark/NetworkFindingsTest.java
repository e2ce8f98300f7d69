package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparksg.spark.Finding.Verdict;

class NetworkFindingsTest {
    private static SparkConf conf(String settings) {
        SparkConf conf = new SparkConf(false);
        for (String setting : settings.split(" ")) {
            String[] parts = setting.split("=", 2);
            conf.set(parts[0], parts[1]);
        }
        return conf;
    }

    private static Finding find(String subject, NetworkFindings findings) {
        return findings.all().stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    spark://head:7077                              | spark.authenticate=true and spark.authenticate.secret; spark.network.crypto.enabled=true encrypts, too
                    local-cluster[2,1,1024] spark.driver.host=me   |
                    yarn                                           | spark.authenticate=true; spark.network.crypto.enabled=true encrypts, too
                    k8s://https://api:6443                         | spark.authenticate=true; spark.network.crypto.enabled=true encrypts, too
                    spark://head:7077 spark.ssl.rpc.enabled=true   | spark.authenticate=true and spark.authenticate.secret; spark.network.crypto.enabled=true encrypts, too
                    spark://localhost:7077                         |
                    """)
    void whereOthersReachTheDriverThePropertiesAreNamedThatKeepThemOut(String settings, String fix) {
        Finding finding = find("strangers", new NetworkFindings(conf("spark.master=" + settings), "3.5.6"));
        assertEquals(fix == null ? "" : fix, finding.fix());
        assertEquals(fix == null ? Verdict.OK : Verdict.WARNING, finding.verdict());
        SparkConf on = conf("spark.authenticate=true spark.master=" + settings);
        assertEquals(
                Verdict.OK, find("strangers", new NetworkFindings(on, "3.5.6")).verdict());
    }

    @ParameterizedTest
    @CsvSource({
        "true, 3.5.6, spark.authenticate=true spark.network.crypto.enabled=true",
        "true, 4.2.0, spark.authenticate=true spark.network.crypto.enabled=true",
        "true, 3.5.6, spark.authenticate=true spark.authenticate.enableSaslEncryption=true",
        "true, 4.2.0, spark.ssl.rpc.enabled=true",
        "false, 3.5.6, spark.ssl.rpc.enabled=true",
        "false, 4.2.0, spark.authenticate=true",
        "false, 4.2.0, spark.network.crypto.enabled=true",
        "false, 4.2.0, spark.ssl.enabled=true"
    })
    void linksAreSealedWhereSparkEncrypts(boolean sealed, String version, String settings) {
        assertEquals(sealed, new NetworkFindings(conf(settings), version).isEncrypted());
    }

    @Test
    void encryptionThatThisSparkDoesNotKnowIsTold() {
        SparkConf conf = conf("spark.master=yarn spark.ssl.rpc.enabled=true");
        Finding finding = find("encryption", new NetworkFindings(conf, "3.5.6"));
        assertEquals(Verdict.WARNING, finding.verdict());
        assertTrue(finding.fact().contains("Spark 3.5.6 does not know"), finding.toString());
        assertFalse(finding.fix().isEmpty());
    }
}
