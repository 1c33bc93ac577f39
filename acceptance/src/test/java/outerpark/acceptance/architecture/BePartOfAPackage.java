package outerpark.acceptance.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.annotation.Annotation;

/** Looks at the package-info of a class's package. */
final class BePartOfAPackage extends ArchCondition<JavaClass> {

    private final Class<? extends Annotation> annotation;

    private BePartOfAPackage(Class<? extends Annotation> annotation) {
        super("be part of a package annotated with " + annotation.getSimpleName());
        this.annotation = annotation;
    }

    static BePartOfAPackage annotatedWith(Class<? extends Annotation> annotation) {
        return new BePartOfAPackage(annotation);
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        boolean annotated = type.getPackage().isAnnotatedWith(annotation);
        events.add(new SimpleConditionEvent(
                type, annotated, type.getFullName() + ": its package has " + (annotated ? "" : "no ") + annotation));
    }
}
