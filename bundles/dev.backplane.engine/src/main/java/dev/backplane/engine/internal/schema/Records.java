package dev.backplane.engine.internal.schema;

import dev.backplane.api.RawJson;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Turns Java values into JSON values: the way back of a derived schema. Thread-safe.
 *
 * <p>The accessors of a record class are kept with the class itself ({@link ClassValue}) and hold nothing but what the
 * JDK made: neither keeps this bundle's class loader from going, nor this bundle the plugin's.
 */
public final class Records {
    private static final int MAX_DEPTH = 128;
    private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);

    /** Name and getter by turns. */
    private static final ClassValue<Object[]> ACCESSORS = new ClassValue<>() {
        @Override
        protected Object[] computeValue(Class<?> type) {
            return accessors(type);
        }
    };

    private Records() {}

    /**
     * Returns the JSON value. A record's component that is null or an empty {@code Optional} is left out; in lists and
     * maps they are null.
     *
     * @throws IllegalArgumentException naming the class that JSON has no equal of, and where it stands; or if values are
     *     nested deeper than {@value #MAX_DEPTH}, as those are that hold themselves
     */
    public static @Nullable Object toJson(@Nullable Object value) {
        return toJson(value, Path.ROOT, 0);
    }

    private static @Nullable Object toJson(@Nullable Object value, Path path, int depth) {
        if (value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof RawJson) {
            return value;
        }
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("values nested deeper than " + MAX_DEPTH);
        }
        if (value instanceof Number number) {
            return number(number, path);
        }
        if (value instanceof Record) {
            return record(value, path, depth);
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, path, depth);
        }
        if (value instanceof Iterable<?> items && !(value instanceof java.nio.file.Path)) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Object item : items) {
                list.add(toJson(item, path.at(list.size()), depth + 1));
            }
            return list;
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Optional
                || value instanceof OptionalInt
                || value instanceof OptionalLong
                || value instanceof OptionalDouble) {
            return toJson(unwrap(value), path, depth);
        }
        Scalar scalar = Scalar.of(value.getClass());
        if (scalar != null) {
            return value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value.toString();
        }
        if (value.getClass().isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                list.add(toJson(Array.get(value, i), path.at(i), depth + 1));
            }
            return list;
        }
        throw new IllegalArgumentException(
                "at " + path + ": JSON has no equal of " + value.getClass().getName());
    }

    private static @Nullable Object unwrap(Object optional) {
        if (optional instanceof OptionalInt number) {
            return number.isPresent() ? number.getAsInt() : null;
        }
        if (optional instanceof OptionalLong number) {
            return number.isPresent() ? number.getAsLong() : null;
        }
        if (optional instanceof OptionalDouble number) {
            return number.isPresent() ? number.getAsDouble() : null;
        }
        return ((Optional<?>) optional).orElse(null);
    }

    private static Number number(Number number, Path path) {
        if (number instanceof Integer
                || number instanceof Short
                || number instanceof Byte
                || number instanceof AtomicInteger
                || number instanceof AtomicLong
                || number instanceof LongAdder) {
            return number.longValue();
        }
        if (number instanceof BigInteger || number instanceof BigDecimal) {
            return number;
        }
        if (number instanceof Double || number instanceof Float) {
            if (!Double.isFinite(number.doubleValue())) {
                throw new IllegalArgumentException("at " + path + ": JSON has no " + number);
            }
            // 0.1f is 0.1, not the 0.10000000149011612 that widening makes of it
            return number instanceof Float ? Double.valueOf(number.toString()) : number;
        }
        throw new IllegalArgumentException(
                "at " + path + ": JSON has no equal of " + number.getClass().getName());
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> map, Path path, int depth) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = toJson(entry.getKey(), path, depth + 1);
            if (!(key instanceof String) && !(key instanceof Number)) {
                throw new IllegalArgumentException("at " + path + ": a key is no text");
            }
            String name = key.toString();
            members.put(name, toJson(entry.getValue(), path.at(name), depth + 1));
        }
        return members;
    }

    private static Map<String, @Nullable Object> record(Object record, Path path, int depth) {
        Object[] accessors = ACCESSORS.get(record.getClass());
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (int i = 0; i < accessors.length; i += 2) {
            String name = (String) accessors[i];
            Object member = toJson(get((MethodHandle) accessors[i + 1], record), path.at(name), depth + 1);
            if (member != null) {
                members.put(name, member);
            }
        }
        return members;
    }

    private static @Nullable Object get(MethodHandle getter, Object record) {
        try {
            return (Object) getter.invokeExact(record);
        } catch (RuntimeException | java.lang.Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object[] accessors(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] accessors = new Object[components.length * 2];
        for (int i = 0; i < components.length; i++) {
            Method accessor = components[i].getAccessor();
            accessor.setAccessible(true);
            accessors[i * 2] = components[i].getName();
            try {
                accessors[i * 2 + 1] =
                        MethodHandles.lookup().unreflect(accessor).asType(GETTER);
            } catch (IllegalAccessException e) {
                throw new IllegalArgumentException(type.getName() + " cannot be read: " + e, e);
            }
        }
        return accessors;
    }
}
