package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterTest {
    @ParameterizedTest
    @CsvSource({
        "k8s://https://api:443, kubectl -n lab describe pods -l spark-app-selector=app-7",
        "yarn, yarn application -status app-7",
        "spark://head:7077, 'the page of the master, spark://head:7077, and the folder work/app-7 of its workers'",
        "'local-cluster[2,1,512]', the lines above"
    })
    void eachManagerHasItsPlaceForWhyExecutorsDoNotCome(String master, String place) {
        SparkConf conf = new SparkConf(false).set("spark.master", master).set("spark.kubernetes.namespace", "lab");
        String told = Cluster.whereToLook(conf, "app-7");
        assertTrue(told.contains(place), told);
    }
}
