package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the formatter leaves alone, comments and texts, keeps to the width of a page too. */
class SourceStyleTest {

    private static final int COLUMNS_MAX = 120;

    @Test
    void noLineOfTheProductIsLongerThanThePage() {
        List<String> tooLong = new ArrayList<>();
        Checkout.files(SourceStyleTest::isSource).forEach(file -> {
            List<String> lines = Checkout.text(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).length() > COLUMNS_MAX) {
                    tooLong.add(Checkout.ROOT.relativize(file) + ":" + (i + 1));
                }
            }
        });
        assertThat(tooLong).isEmpty();
    }

    private static boolean isSource(Path file) {
        String path = Checkout.ROOT.relativize(file).toString();
        return path.contains("src/main/java") && path.endsWith(".java");
    }
}
