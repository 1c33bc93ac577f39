package outerpark.acceptance.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.NullMarked;
import outerpark.common.chores.Chore;

/**
 * The rules, for whatever stands under a root package: the product, or the fixture that breaks every one of them.
 *
 * @param root the package of all the modules
 */
record Architecture(String root) {

    static final List<String> SERVICES = List.of("musical", "reservation", "payment", "notice", "customercenter");

    /** Each rule, by its name. */
    Map<String, ArchRule> rules() {
        return Map.ofEntries(
                Map.entry("services do not know each other", servicesDoNotKnowEachOther()),
                Map.entry("the domain is free of frameworks", domainIsFreeOfFrameworks()),
                Map.entry("contracts stand alone", contractsStandAlone()),
                Map.entry("common knows contracts and http alone", commonKnowsContractsAndHttpAlone()),
                Map.entry("http and the gateway know nothing of the services", httpAndGatewayKnowNothingOfServices()),
                Map.entry("nobody knows the process they run in", nobodyKnowsTheProcess()),
                Map.entry("packages have no cycles", packagesHaveNoCycles()),
                Map.entry("nothing is injected into fields", nothingIsInjectedIntoFields()),
                Map.entry("packages are named for the business", packagesAreNamedForTheBusiness()),
                Map.entry("every package says what may be null", everyPackageIsNullMarked()),
                Map.entry("what is scheduled is a chore", whatIsScheduledIsAChore()));
    }

    ArchRule servicesDoNotKnowEachOther() {
        return slices().assignedFrom(serviceOfEachClass()).should().notDependOnEachOther();
    }

    ArchRule domainIsFreeOfFrameworks() {
        DescribedPredicate<JavaClass> allowed = resideInAnyPackage(
                        "java.lang..", "java.util..", "java.time..", "java.math..", "java.nio..", "java.security..")
                .or(resideInAnyPackage("org.jspecify..", in("contracts.."), in("*.domain..")))
                .or(DescribedPredicate.describe(
                        "primitive", type -> type.getBaseComponentType().isPrimitive()));
        return classes().that().resideInAPackage(in("*.domain..")).should().onlyDependOnClassesThat(allowed);
    }

    ArchRule contractsStandAlone() {
        return noClasses()
                .that()
                .resideInAPackage(in("contracts.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(root + "..").and(resideOutsideOfPackages(in("contracts.."))));
    }

    ArchRule commonKnowsContractsAndHttpAlone() {
        return noClasses()
                .that()
                .resideInAPackage(in("common.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(root + "..")
                        .and(resideOutsideOfPackages(in("common.."), in("contracts.."), in("http.."))));
    }

    ArchRule httpAndGatewayKnowNothingOfServices() {
        return noClasses()
                .that()
                .resideInAnyPackage(in("http.."), in("gateway.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(root + "..")
                        .and(resideOutsideOfPackages(in("contracts.."), in("http.."), in("gateway.."))));
    }

    ArchRule nobodyKnowsTheProcess() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(in("standalone.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in("standalone.."));
    }

    ArchRule packagesHaveNoCycles() {
        return slices().matching(in("(**)")).should().beFreeOfCycles();
    }

    ArchRule nothingIsInjectedIntoFields() {
        return noFields().should().beAnnotatedWith(Inject.class).orShould().beAnnotatedWith(ConfigProperty.class);
    }

    ArchRule packagesAreNamedForTheBusiness() {
        return noClasses()
                .should()
                .resideInAnyPackage(
                        "..util..", "..utils..", "..helper..", "..helpers..", "..manager..", "..impl..", "..dto..");
    }

    ArchRule everyPackageIsNullMarked() {
        return classes().should(BePartOfAPackage.annotatedWith(NullMarked.class));
    }

    ArchRule whatIsScheduledIsAChore() {
        return methods().that().areAnnotatedWith(Scheduled.class).should().beAnnotatedWith(Chore.class);
    }

    private String in(String inside) {
        return root + "." + inside;
    }

    private SliceAssignment serviceOfEachClass() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return SERVICES.stream()
                        .filter(service -> (type.getPackageName() + ".").startsWith(in(service) + "."))
                        .map(SliceIdentifier::of)
                        .findFirst()
                        .orElseGet(SliceIdentifier::ignore);
            }

            @Override
            public String getDescription() {
                return "the services";
            }
        };
    }
}
