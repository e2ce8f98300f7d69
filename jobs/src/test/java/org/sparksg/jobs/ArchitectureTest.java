package org.sparksg.jobs;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The library knows no entry point, and an entry point nothing of the laboratory. */
@AnalyzeClasses(packages = "org.sparksg", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule entryPointsUseNothingOfTheLaboratory = noClasses()
            .that()
            .resideInAPackage("org.sparksg.jobs..")
            .and()
            .doNotBelongToAnyOf(Main.class) // lists the commands
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.sparksg.lab..");

    @ArchTest
    static final ArchRule theLibraryUsesNeither = noClasses()
            .that()
            .resideOutsideOfPackages("org.sparksg.jobs..", "org.sparksg.lab..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.sparksg.jobs..", "org.sparksg.lab.."));
}
