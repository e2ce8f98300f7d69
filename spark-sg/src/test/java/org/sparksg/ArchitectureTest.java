package org.sparksg;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.nio.channels.FileChannel;
import org.nd4j.linalg.factory.Nd4j;

/** The levels of the packages: a package uses only packages below it, and each outside world has one door. */
@AnalyzeClasses(packages = "org.sparksg", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesUseOnlyPackagesBelowThem = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("settings")
            .definedBy("org.sparksg.settings..")
            .layer("time")
            .definedBy("org.sparksg.time..")
            .layer("storage")
            .definedBy("org.sparksg.storage..")
            .layer("tensor")
            .definedBy("org.sparksg.tensor..")
            .layer("metrics")
            .definedBy("org.sparksg.metrics..")
            .layer("graph")
            .definedBy("org.sparksg.graph..")
            .layer("nn")
            .definedBy("org.sparksg.nn..")
            .layer("optim")
            .definedBy("org.sparksg.optim..")
            .layer("data")
            .definedBy("org.sparksg.data..")
            .layer("transport")
            .definedBy("org.sparksg.transport..")
            .layer("credit")
            .definedBy("org.sparksg.credit..")
            .layer("analysis")
            .definedBy("org.sparksg.analysis..")
            .layer("pipeline")
            .definedBy("org.sparksg.pipeline..")
            .layer("checkpoint")
            .definedBy("org.sparksg.checkpoint..")
            .layer("spark")
            .definedBy("org.sparksg.spark..")
            .layer("config")
            .definedBy("org.sparksg.config..")
            .layer("door")
            .definedBy("org.sparksg")
            .whereLayer("settings")
            .mayNotAccessAnyLayer()
            .whereLayer("time")
            .mayNotAccessAnyLayer()
            .whereLayer("storage")
            .mayNotAccessAnyLayer()
            .whereLayer("tensor")
            .mayNotAccessAnyLayer()
            .whereLayer("metrics")
            .mayOnlyAccessLayers("time", "storage")
            .whereLayer("graph")
            .mayOnlyAccessLayers("tensor")
            .whereLayer("nn")
            .mayOnlyAccessLayers("settings", "tensor", "graph")
            .whereLayer("optim")
            .mayOnlyAccessLayers("settings", "tensor", "nn")
            .whereLayer("data")
            .mayOnlyAccessLayers("settings", "tensor")
            .whereLayer("transport")
            .mayOnlyAccessLayers("settings", "time", "tensor")
            .whereLayer("credit")
            .mayOnlyAccessLayers("settings", "tensor", "graph", "nn", "optim")
            .whereLayer("analysis")
            .mayOnlyAccessLayers("settings", "tensor", "nn", "optim", "data")
            .whereLayer("analysis")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("pipeline")
            .mayOnlyAccessLayers("settings", "time", "tensor", "metrics", "nn", "optim", "data", "transport", "credit")
            .whereLayer("checkpoint")
            .mayOnlyAccessLayers("settings", "storage", "tensor", "nn", "data")
            .whereLayer("spark")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("config")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("door")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("org.sparksg.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyOnePackageKnowsSpark = noClasses()
            .that()
            .resideOutsideOfPackage("org.sparksg.spark..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.apache.spark.."));

    @ArchTest
    static final ArchRule onlyTheLinksKnowSockets = noClasses()
            .that()
            .resideOutsideOfPackages("org.sparksg.transport.tcp..", "org.sparksg.spark..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.channels..", "io.netty..")
                    .and(DescribedPredicate.not(JavaClass.Predicates.type(FileChannel.class))
                            .and(DescribedPredicate.not(JavaClass.Predicates.type(URI.class)))));

    @ArchTest
    static final ArchRule theCoreNeitherReadsClocksNorSleepsNorDrawsFromHiddenRandomness = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.sparksg.graph..",
                    "org.sparksg.nn..",
                    "org.sparksg.optim..",
                    "org.sparksg.credit..",
                    "org.sparksg.pipeline..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .dependOnClassesThat(resideInAPackage("java.util.random.."))
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.Random");

    @ArchTest
    static final ArchRule nobodyChangesSettingsOfTheWholeProcess = noClasses()
            .should()
            .callMethod(
                    Nd4j.class,
                    "setDefaultDataTypes",
                    org.nd4j.linalg.api.buffer.DataType.class,
                    org.nd4j.linalg.api.buffer.DataType.class)
            .orShould()
            .callMethod(Nd4j.class, "setDataType", org.nd4j.linalg.api.buffer.DataType.class);

    @ArchTest
    static final ArchRule vectorsDoNotCrossCallsBecauseNoneOfOursIsAlwaysInlined = noMethods()
            .should()
            .haveRawReturnType(areVectors())
            .orShould()
            .haveRawParameterTypes(DescribedPredicate.anyElementThat(areVectors()));

    @ArchTest
    static final ArchRule theDoorShowsNothingOfTheMachineRoom = methods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage("org.sparksg")
            .and()
            .arePublic()
            .should()
            .notHaveRawReturnType(
                    resideInAnyPackage("org.sparksg.spark..", "org.sparksg.transport.tcp..", "org.sparksg.config.."));

    @ArchTest
    static final ArchRule classesAreRecordsEnumsOrFinal =
            classes().that(areConcrete()).should().haveModifier(JavaModifier.FINAL);

    private static DescribedPredicate<JavaClass> areVectors() {
        return DescribedPredicate.describe(
                "of vectors", type -> type.getPackageName().equals("jdk.incubator.vector"));
    }

    private static DescribedPredicate<JavaClass> areConcrete() {
        return DescribedPredicate.describe(
                "are concrete",
                type -> !type.isInterface()
                        && !type.isEnum()
                        && !type.isAnonymousClass()
                        && !type.getSimpleName().isEmpty()
                        && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                        // the constants of an enum with bodies
                        && !type.getRawSuperclass().map(JavaClass::isEnum).orElse(false));
    }
}
