package outerpark.acceptance;

import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * The order of the suites: first those that bring a system of their own, then those of the system that most share, then
 * those of the {@link Hasty} one, so that where two systems at once are too much each need be started only once. Where
 * suites run beside each other (on the one process) it is their order in the queue.
 */
public final class BySystem implements ClassOrderer {

    private enum Kind {
        OWN,
        USUAL,
        HASTY
    }

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(Comparator.comparing(BySystem::kind)
                        .thenComparing(suite -> suite.getTestClass().getName()));
    }

    private static Kind kind(ClassDescriptor suite) {
        return Arrays.stream(suite.getTestClass().getDeclaredConstructors())
                .flatMap(constructor -> Arrays.stream(constructor.getParameters()))
                .filter(parameter -> parameter.getType() == SystemUnderTest.class)
                .map(parameter -> parameter.isAnnotationPresent(Hasty.class) ? Kind.HASTY : Kind.USUAL)
                .findFirst()
                .orElse(Kind.OWN);
    }
}
