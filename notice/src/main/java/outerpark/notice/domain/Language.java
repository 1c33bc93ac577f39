package outerpark.notice.domain;

import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** The languages that customers are told in. Their words stand in the bundles {@code messages} beside this class. */
public enum Language {
    EN,
    KO;

    /** By its code, in any case; empty if it is none of these. */
    public static Optional<Language> of(@Nullable String code) {
        for (Language language : values()) {
            if (language.name().equalsIgnoreCase(code)) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }

    /** What stands under the key, with the values in their places. */
    String say(String key, Object... values) {
        return words().getString(key).formatted(values);
    }

    private ResourceBundle words() {
        return ResourceBundle.getBundle(
                Language.class.getPackageName() + ".messages",
                Locale.of(name().toLowerCase(Locale.ROOT)),
                Language.class.getClassLoader());
    }
}
