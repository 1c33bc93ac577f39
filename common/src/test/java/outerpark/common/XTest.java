package outerpark.common;

import org.junit.jupiter.api.Test;

final class XTest {
    @Test
    void x() {}
}
