package dev.backplane.plugin.container.internal;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Masks secrets in what leaves the container: values under keys that name a secret, values that look like one, and
 * secrets within free text. Stateless, thus thread-safe; linear in the length of the text.
 *
 * <p>It errs on the side of masking: a harmless value under the key {@code tokenizer} is masked as well.
 */
public final class Secrets {

    /** What stands in place of a secret. */
    public static final String MASK = "***";

    private static final String WORDS =
            "password|passwd|passphrase|passcode|secret|token|credential|private.?key|api.?key|access.?key";

    private static final Pattern KEY = Pattern.compile(WORDS + "|^(?:.*[._-])?(?:pwd|pass)$", Pattern.CASE_INSENSITIVE);

    /** Crypt, bcrypt, argon2 and the like; Karaf's and Jasypt's wrappers; a JSON Web Token. */
    private static final Pattern VALUE = Pattern.compile(
            "^\\s*(?:\\$[a-zA-Z0-9-]{1,12}\\$\\S{8,}|\\{CRYPT\\}.+|\\{(?:S?SHA\\d*|MD5)\\}.+"
                    + "|ENC\\(.+\\)|eyJ[\\w-]{8,}\\.[\\w-]{4,}\\.[\\w-]*)\\s*$",
            Pattern.DOTALL);

    private static final String PEM_NAME = "[A-Z0-9 ]{0,40}PRIVATE KEY[^-]{0,20}-----";

    private static final Pattern PEM_BLOCK =
            Pattern.compile("-----BEGIN " + PEM_NAME + ".*?(?:-----END " + PEM_NAME + "|\\z)", Pattern.DOTALL);

    /** What is left of a block whose start lies before the text. */
    private static final Pattern PEM_END = Pattern.compile("\\A[A-Za-z0-9+/=\\s\\\\]{0,20000}-----END " + PEM_NAME);

    private static final Pattern AUTHORIZATION =
            Pattern.compile("(authorization\"?\\s{0,4}[:=]\\s{0,4}\"?)[^\\r\\n\",;\\]}]+", Pattern.CASE_INSENSITIVE);

    private static final Pattern SCHEME =
            Pattern.compile("\\b(bearer|basic|digest)(\\s{1,4})[A-Za-z0-9._~+/=-]{6,}", Pattern.CASE_INSENSITIVE);

    private static final Pattern TOKEN = Pattern.compile("\\beyJ[\\w-]{8,}\\.[\\w-]{4,}\\.[\\w-]*");

    private static final Pattern USER_INFO = Pattern.compile("(://[^\\s/:@]{0,200}:)[^\\s/@]{1,500}(@)");

    private static final Pattern ASSIGNMENT = Pattern.compile(
            "((?:(?:" + WORDS + ")[\\w.-]{0,40}|\\b(?:pwd|pass)(?![\\w.-]))[\"']?\\s{0,4}[=:]\\s{0,4})"
                    + "(\"[^\"\\\\\\r\\n]*(?:\\\\.[^\"\\\\\\r\\n]*){0,50}\"?|'[^'\\r\\n]*'?|[^\\s,;&\"'<>)\\]}]+)",
            Pattern.CASE_INSENSITIVE);

    /** Without one of these, a text need not be searched with {@link #SCHEME}: most lines of a log. */
    private static final List<String> SCHEME_WORDS = List.of("bearer", "basic", "digest");

    /** Without one of these, a text need not be searched with {@link #ASSIGNMENT}. */
    private static final List<String> ASSIGNMENT_WORDS = List.of("pass", "pwd", "secret", "token", "credential", "key");

    private Secrets() {}

    /** Tells whether a value under that key is to be masked whatever it is. */
    public static boolean isSecretKey(String key) {
        return KEY.matcher(key).find();
    }

    /**
     * Masks one value of a configuration or of a service's properties.
     *
     * @return {@link #MASK}; or the value as JSON would have it: a string, number or truth value, or a list of those
     */
    public static Object value(String key, Object value) {
        if (isSecretKey(key)) {
            return MASK;
        }
        if (value instanceof Boolean || value instanceof Number number && isJson(number)) {
            return value;
        }
        if (value instanceof Collection<?> collection) {
            List<Object> masked = new ArrayList<>();
            collection.forEach(element -> masked.add(value(key, element)));
            return masked;
        }
        if (value.getClass().isArray()) {
            List<Object> masked = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                masked.add(value(key, Array.get(value, i)));
            }
            return masked;
        }
        return looksSecret(value.toString()) ? MASK : text(value.toString());
    }

    /** Masks all values, sorted by key. */
    public static Map<String, Object> properties(Dictionary<String, ?> properties) {
        Map<String, Object> masked = new TreeMap<>();
        for (Enumeration<String> keys = properties.keys(); keys.hasMoreElements(); ) {
            String key = keys.nextElement();
            masked.put(key, value(key, properties.get(key)));
        }
        return masked;
    }

    /** Masks what looks like a secret within free text, such as a line of the log. */
    public static String text(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String masked = text;
        if (lower.contains("private key")) {
            masked = PEM_BLOCK.matcher(masked).replaceAll(MASK);
            masked = PEM_END.matcher(masked).replaceFirst(MASK);
        }
        if (lower.contains("authorization")) {
            masked = AUTHORIZATION.matcher(masked).replaceAll("$1" + MASK);
        }
        if (containsAny(lower, SCHEME_WORDS)) {
            masked = SCHEME.matcher(masked).replaceAll("$1$2" + MASK);
        }
        if (lower.contains("eyj")) {
            masked = TOKEN.matcher(masked).replaceAll(MASK);
        }
        if (lower.contains("://")) {
            masked = USER_INFO.matcher(masked).replaceAll("$1" + MASK + "$2");
        }
        return containsAny(lower, ASSIGNMENT_WORDS) ? ASSIGNMENT.matcher(masked).replaceAll("$1" + MASK) : masked;
    }

    private static boolean containsAny(String text, List<String> words) {
        for (String word : words) {
            if (text.contains(word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isJson(Number number) {
        return number instanceof Double || number instanceof Float
                ? Double.isFinite(number.doubleValue())
                : number.getClass().getName().startsWith("java.lang.")
                        || number.getClass().getName().startsWith("java.math.");
    }

    private static boolean looksSecret(String value) {
        return VALUE.matcher(value).matches() || value.contains("PRIVATE KEY-----");
    }
}
