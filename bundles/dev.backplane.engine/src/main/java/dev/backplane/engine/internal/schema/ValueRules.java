package dev.backplane.engine.internal.schema;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for values that hold no others. */
final class ValueRules {

    private ValueRules() {}

    /** {@code type}. */
    static final class Type implements Rule {
        private static final Map<String, Integer> BITS = Map.of(
                "null", 1, "boolean", 2, "object", 4, "array", 8, "string", 16, "integer", 32, "number", 64 | 32);

        private final List<String> names;
        private final int mask;

        /** @param names known ones, as {@link #known} says */
        Type(List<String> names) {
            this.names = names;
            mask = names.stream().mapToInt(name -> BITS.getOrDefault(name, 0)).reduce(0, (a, b) -> a | b);
        }

        static boolean known(String name) {
            return BITS.containsKey(name);
        }

        @Override
        public boolean test(@Nullable Object value) {
            if (value instanceof String) {
                return (mask & 16) != 0;
            }
            if (value instanceof Map) {
                return (mask & 4) != 0;
            }
            if (value instanceof Number number) {
                return (mask & 64) != 0 || (mask & 32) != 0 && Numbers.isIntegral(number);
            }
            if (value instanceof Boolean) {
                return (mask & 2) != 0;
            }
            return value == null ? (mask & 1) != 0 : value instanceof List && (mask & 8) != 0;
        }

        @Override
        public void explain(@Nullable Object value, Path path, Problems problems) {
            if (!test(value)) {
                problems.add(path, "type", "must be " + String.join(" or ", names) + ", is " + JsonValues.type(value));
            }
        }
    }

    /** {@code enum} and {@code const}. */
    static final class OneOf implements Rule {
        private final String keyword;
        private final String text;
        private final Set<String> strings;
        private final Set<String> others;

        OneOf(String keyword, List<?> allowed) {
            this.keyword = keyword;
            text = JsonValues.shorten(String.join(
                    ", ", allowed.stream().map(JsonValues::text).limit(20).toList()));
            strings = Set.copyOf(allowed.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .toList());
            others = Set.copyOf(allowed.stream()
                    .filter(value -> !(value instanceof String))
                    .map(JsonValues::canonical)
                    .toList());
        }

        @Override
        public boolean test(@Nullable Object value) {
            return value instanceof String text
                    ? strings.contains(text)
                    : !others.isEmpty() && others.contains(JsonValues.canonical(value));
        }

        @Override
        public void explain(@Nullable Object value, Path path, Problems problems) {
            if (!test(value)) {
                problems.add(path, keyword, keyword.equals("const") ? "must be " + text : "must be one of " + text);
            }
        }
    }

    /** {@code minimum}, {@code maximum} and their exclusive forms. */
    static final class Bound implements Rule {
        private final String keyword;
        private final BigDecimal bound;
        private final double nearest;
        private final boolean upper;
        private final boolean exclusive;

        Bound(String keyword, Number bound) {
            this.keyword = keyword;
            this.bound = Numbers.decimal(bound);
            nearest = this.bound.doubleValue();
            upper = keyword.endsWith("aximum");
            exclusive = keyword.startsWith("exclusive");
        }

        @Override
        public boolean test(@Nullable Object value) {
            if (!(value instanceof Number number)) {
                return true;
            }
            // Rounding to a double keeps the order, so two different doubles decide.
            double rounded = number.doubleValue();
            int order = rounded < nearest
                    ? -1
                    : rounded > nearest ? 1 : Numbers.decimal(number).compareTo(bound);
            return order == 0 ? !exclusive : order < 0 == upper;
        }

        @Override
        public void explain(@Nullable Object value, Path path, Problems problems) {
            if (!test(value)) {
                String relation =
                        upper ? exclusive ? "less than " : "at most " : exclusive ? "more than " : "at least ";
                problems.add(path, keyword, "must be " + relation + bound);
            }
        }
    }

    /** {@code multipleOf}. */
    record MultipleOf(BigDecimal divisor) implements Rule {
        @Override
        public boolean test(@Nullable Object value) {
            return !(value instanceof Number number) || Numbers.isMultiple(number, divisor);
        }

        @Override
        public void explain(@Nullable Object value, Path path, Problems problems) {
            if (!test(value)) {
                problems.add(path, "multipleOf", "must be a multiple of " + divisor);
            }
        }
    }

    /** {@code minLength} and {@code maxLength}, in code points. */
    record Length(int min, int max) implements Rule {
        @Override
        public boolean test(@Nullable Object value) {
            if (!(value instanceof String text)) {
                return true;
            }
            int chars = text.length();
            // A code point is one char or two.
            if (chars <= max && chars / 2 >= min) {
                return true;
            }
            int length = text.codePointCount(0, chars);
            return length >= min && length <= max;
        }

        @Override
        public void explain(@Nullable Object value, Path path, Problems problems) {
            if (!test(value)) {
                boolean low = value instanceof String text && text.codePointCount(0, text.length()) < min;
                problems.add(
                        path,
                        low ? "minLength" : "maxLength",
                        "must have at " + (low ? "least " + min : "most " + max) + " characters");
            }
        }
    }

    /** {@code pattern}. */
    record Matches(String source, EcmaPattern pattern) implements Rule {
        @Override
        public boolean test(@Nullable Object value) {
            return !(value instanceof String text) || pattern.find(text);
        }

        @Override
        public void explain(@Nullable Object value, Path path, Problems problems) {
            if (!test(value)) {
                problems.add(path, "pattern", "must match " + JsonValues.shorten(source));
            }
        }
    }
}
