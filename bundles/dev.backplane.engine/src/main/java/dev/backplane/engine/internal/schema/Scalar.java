package dev.backplane.engine.internal.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A Java class that is one JSON string, number or boolean.
 *
 * @param type of JSON Schema
 * @param keyword that says more of it, or empty
 * @param detail the keyword's value, such as {@code date-time}
 * @param read makes the Java value; throws {@link BindException} where it cannot
 */
record Scalar(String type, String keyword, String detail, Function<Object, Object> read) {
    /** Digits up to which a number with an exponent becomes a {@link BigInteger}. */
    private static final long MAX_DIGITS = 1_000;

    private static final Map<Class<?>, Scalar> ALL = new HashMap<>();

    static {
        put(new Scalar("string", "", "", text(Function.identity())), String.class);
        put(new Scalar("boolean", "", "", Scalar::bool), boolean.class, Boolean.class);
        put(new Scalar("integer", "", "", Scalar::whole), long.class, Long.class);
        put(bounded(Integer.MIN_VALUE, Integer.MAX_VALUE, "int", Long::intValue), int.class, Integer.class);
        put(bounded(Short.MIN_VALUE, Short.MAX_VALUE, "short", Long::shortValue), short.class, Short.class);
        put(bounded(Byte.MIN_VALUE, Byte.MAX_VALUE, "byte", Long::byteValue), byte.class, Byte.class);
        put(new Scalar("number", "", "", Scalar::real), double.class, Double.class);
        put(new Scalar("number", "", "", Scalar::single), float.class, Float.class);
        put(new Scalar("number", "", "", json -> Numbers.decimal(number(json))), BigDecimal.class);
        put(new Scalar("integer", "", "", Scalar::integer), BigInteger.class);
        put(format("date-time", text -> OffsetDateTime.parse(text).toInstant()), Instant.class);
        put(format("date-time", OffsetDateTime::parse), OffsetDateTime.class);
        put(format("date-time", ZonedDateTime::parse), ZonedDateTime.class);
        put(format("date", LocalDate::parse), LocalDate.class);
        put(new Scalar("string", "", "", text(LocalDateTime::parse)), LocalDateTime.class);
        put(new Scalar("string", "", "", text(LocalTime::parse)), LocalTime.class);
        put(format("duration", Duration::parse), Duration.class);
        put(format("uuid", UUID::fromString), UUID.class);
        put(format("uri", URI::create), URI.class);
        put(new Scalar("string", "contentEncoding", "base64", text(Base64.getDecoder()::decode)), byte[].class);
    }

    /** Returns what the class is in JSON, or null if it is no scalar. */
    static @Nullable Scalar of(Class<?> type) {
        return ALL.get(type);
    }

    private static void put(Scalar scalar, Class<?>... types) {
        for (Class<?> type : types) {
            ALL.put(type, scalar);
        }
    }

    private static Scalar format(String format, Function<String, Object> parse) {
        return new Scalar("string", "format", format, text(text -> {
            try {
                return parse.apply(text);
            } catch (RuntimeException e) {
                throw new BindException("format", "is no " + format);
            }
        }));
    }

    private static Function<Object, Object> text(Function<String, ?> parse) {
        return json -> {
            if (!(json instanceof String text)) {
                throw mismatch("string", json);
            }
            try {
                return parse.apply(text);
            } catch (BindException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new BindException("format", JsonValues.shorten(String.valueOf(e.getMessage())));
            }
        };
    }

    private static Scalar bounded(long min, long max, String name, Function<Long, Object> narrow) {
        return new Scalar("integer", "", "", json -> {
            long value = whole(json);
            if (value < min || value > max) {
                throw outside(value < min, value < min ? min : max, name);
            }
            return narrow.apply(value);
        });
    }

    private static Object bool(Object json) {
        if (json instanceof Boolean) {
            return json;
        }
        throw mismatch("boolean", json);
    }

    private static Number number(Object json) {
        if (json instanceof Number number) {
            return number;
        }
        throw mismatch("number", json);
    }

    private static Long whole(Object json) {
        if (json instanceof Long value) {
            return value;
        }
        Number number = number(json);
        if (!Numbers.isIntegral(number)) {
            throw mismatch("integer", json);
        }
        BigDecimal value = Numbers.decimal(number);
        if (value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw outside(false, Long.MAX_VALUE, "long");
        }
        if (value.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) < 0) {
            throw outside(true, Long.MIN_VALUE, "long");
        }
        return value.longValueExact();
    }

    private static Object integer(Object json) {
        Number number = number(json);
        if (!Numbers.isIntegral(number)) {
            throw mismatch("integer", json);
        }
        BigDecimal value = Numbers.decimal(number);
        if ((long) value.precision() - value.scale() > MAX_DIGITS) {
            throw new BindException("range", "must have at most " + MAX_DIGITS + " digits");
        }
        return value.toBigIntegerExact();
    }

    private static Object real(Object json) {
        double value = number(json).doubleValue();
        if (Double.isInfinite(value)) {
            throw outside(value < 0, (value < 0 ? "-" : "") + Double.MAX_VALUE, "double");
        }
        return value;
    }

    private static Object single(Object json) {
        float value = number(json).floatValue();
        if (Float.isInfinite(value)) {
            throw outside(value < 0, (value < 0 ? "-" : "") + Float.MAX_VALUE, "float");
        }
        return value;
    }

    private static BindException outside(boolean low, Object bound, String name) {
        return new BindException(
                "range", "must be at " + (low ? "least " : "most ") + bound + ", the bound of " + name);
    }

    static BindException mismatch(String expected, @Nullable Object json) {
        return new BindException("type", "must be " + expected + ", is " + JsonValues.type(json));
    }
}
