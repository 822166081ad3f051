package dev.backplane.engine.internal.schema;

import dev.backplane.api.Param;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A Java type as JSON sees it: what reads a JSON value into it. Immutable once built, thread-safe; made once a tool and
 * dropped with it, so that it keeps no class loader alive.
 */
sealed interface JavaType {

    /**
     * Returns the Java value of a JSON value that is not null.
     *
     * @throws BindException if there is none
     */
    Object read(Object json);

    /** A type where it is used: there, null may be allowed. */
    record Use(JavaType type, boolean nullable) {

        @Nullable
        Object read(@Nullable Object json) {
            if (json != null) {
                return type.read(json);
            }
            if (type instanceof Maybe maybe) {
                return maybe.empty();
            }
            if (nullable || type instanceof Any) {
                return null;
            }
            throw new BindException("type", "must not be null");
        }
    }

    /** Any JSON value, as it is. */
    record Any() implements JavaType {
        @Override
        public Object read(Object json) {
            return json;
        }
    }

    /** One JSON string, number or boolean. */
    record Simple(Scalar scalar) implements JavaType {
        @Override
        public Object read(Object json) {
            return scalar.read().apply(json);
        }
    }

    /** A constant by its name. */
    record Constant(Map<String, Object> constants) implements JavaType {
        @Override
        public Object read(Object json) {
            Object constant = json instanceof String name ? constants.get(name) : null;
            if (constant == null) {
                throw new BindException(
                        "enum", "must be one of " + JsonValues.shorten(String.join(", ", constants.keySet())));
            }
            return constant;
        }
    }

    /** {@code Optional} and its primitive forms. */
    record Maybe(Class<?> optional, Use value) implements JavaType {
        @Override
        public Object read(Object json) {
            Object inner = value.type().read(json);
            if (optional == OptionalInt.class) {
                return OptionalInt.of((Integer) inner);
            }
            if (optional == OptionalLong.class) {
                return OptionalLong.of((Long) inner);
            }
            return optional == OptionalDouble.class ? OptionalDouble.of((Double) inner) : Optional.of(inner);
        }

        Object empty() {
            if (optional == OptionalInt.class) {
                return OptionalInt.empty();
            }
            if (optional == OptionalLong.class) {
                return OptionalLong.empty();
            }
            return optional == OptionalDouble.class ? OptionalDouble.empty() : Optional.empty();
        }
    }

    /** A {@code List}, {@code Collection}, {@code Iterable} or {@code Set}, unmodifiable. */
    record Items(boolean set, Use item) implements JavaType {
        @Override
        public Object read(Object json) {
            List<@Nullable Object> items = readItems(json, item);
            return set ? Collections.unmodifiableSet(new LinkedHashSet<>(items)) : Collections.unmodifiableList(items);
        }
    }

    /** An array. */
    record Row(Class<?> component, Use item) implements JavaType {
        @Override
        public Object read(Object json) {
            List<@Nullable Object> items = readItems(json, item);
            Object array = Array.newInstance(component, items.size());
            for (int i = 0; i < items.size(); i++) {
                Array.set(array, i, items.get(i));
            }
            return array;
        }
    }

    /** A map by string, unmodifiable. */
    record Table(Use value) implements JavaType {
        @Override
        public Object read(Object json) {
            if (!(json instanceof Map<?, ?> map)) {
                throw Scalar.mismatch("object", json);
            }
            Map<String, @Nullable Object> entries = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String name = String.valueOf(entry.getKey());
                try {
                    entries.put(name, value.read(entry.getValue()));
                } catch (BindException e) {
                    throw e.within(name);
                }
            }
            return Collections.unmodifiableMap(entries);
        }
    }

    /**
     * A component of a record.
     *
     * @param fallback the JSON value it has where the caller leaves it out; {@code hasFallback} tells null from none
     */
    record Component(
            String name,
            Use use,
            @Nullable Param param,
            @Nullable Object fallback,
            boolean hasFallback) {

        boolean required() {
            return !hasFallback && !use.nullable() && !(use.type() instanceof Maybe);
        }
    }

    /** A record. Its components are filled in after its creation, since records may hold themselves. */
    final class Fields implements JavaType {
        private final Class<?> type;
        private final MethodHandle constructor;
        private List<Component> components = List.of();

        /** @param constructor takes one {@code Object[]}, returns {@code Object} */
        Fields(Class<?> type, MethodHandle constructor) {
            this.type = type;
            this.constructor = constructor;
        }

        void fill(List<Component> filled) {
            components = List.copyOf(filled);
        }

        Class<?> type() {
            return type;
        }

        List<Component> components() {
            return components;
        }

        @Override
        public Object read(Object json) {
            if (!(json instanceof Map<?, ?> map)) {
                throw Scalar.mismatch("object", json);
            }
            @Nullable Object[] values = new Object[components.size()];
            for (int i = 0; i < values.length; i++) {
                Component component = components.get(i);
                try {
                    values[i] = read(component, map);
                } catch (BindException e) {
                    throw e.within(component.name());
                }
            }
            return Constructors.create(constructor, values);
        }

        private static @Nullable Object read(Component component, Map<?, ?> map) {
            Object json = map.get(component.name());
            if (json != null || map.containsKey(component.name())) {
                return component.use().read(json);
            }
            if (component.required()) {
                throw new BindException("required", "required property missing");
            }
            return component.use().read(component.fallback());
        }
    }

    private static List<@Nullable Object> readItems(Object json, Use item) {
        if (!(json instanceof List<?> list)) {
            throw Scalar.mismatch("array", json);
        }
        List<@Nullable Object> items = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            try {
                items.add(item.read(list.get(i)));
            } catch (BindException e) {
                throw e.within(Integer.toString(i));
            }
        }
        return items;
    }
}
