package outerpark.common.chores;

import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what is {@link io.quarkus.scheduler.Scheduled} as {@linkplain Chores work that a stop waits for}: the scheduler
 * itself leaves what is under way behind, to fail at whatever is closed under it.
 */
@InterceptorBinding
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Chore {}
