package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmissionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # what a driver is started with                                                                | its submission
            spark.master=yarn spark.submit.deployMode=client                                               |
            spark.master=yarn spark.submit.deployMode=cluster                                              | app-7
            spark.master=yarn spark.submit.deployMode=cluster spark.yarn.app.id=app-8                      | app-8
            spark.master=k8s://https://api:443 spark.submit.deployMode=client                              |
            spark.master=k8s://https://api:443 spark.submit.deployMode=client spark.kubernetes.submitInDriver=true | app-7
            spark.master=spark://head:7077 spark.app.submitTime=1234                                       |
            spark.master=spark://head:7077 spark.app.submitTime=1234 spark.submit.deployMode=cluster       | submitted-1234
            spark.master=spark://head:7077 spark.submit.deployMode=cluster                                 |
            spark.master=local[2]                                                                          |
            spark.master=yarn spark.sg.submission=nightly-2026-11-29                                       | nightly-2026-11-29
            spark.master=yarn spark.sg.submission=                                                         |
            """)
    void managerKnowsADriverThatItStartsAgain(String settings, String submission) {
        SparkConf conf = new SparkConf(false).set("spark.app.id", "app-7");
        for (String setting : settings.split(" +")) {
            conf.set(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        assertEquals(Optional.ofNullable(submission), Submission.of(conf));
    }
}
