package outerpark.common.chores;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import org.jspecify.annotations.Nullable;

@Chore
@Interceptor
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
final class ChoreInterceptor {

    private final Chores chores;

    ChoreInterceptor(Chores chores) {
        this.chores = chores;
    }

    @AroundInvoke
    @Nullable
    Object run(InvocationContext chore) throws Exception {
        return chores.run(chore::proceed);
    }
}
