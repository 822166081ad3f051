package dev.backplane.engine.internal.schema;

import dev.backplane.api.Param;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the {@link JavaType} of a record's components. Not thread-safe. */
final class JavaTypes {
    private static final int MAX_DEPTH = 32;
    private static final Set<Class<?>> ITERABLES = Set.of(List.class, Collection.class, Iterable.class, Set.class);
    private static final Map<Class<?>, Class<?>> OPTIONALS =
            Map.of(OptionalInt.class, int.class, OptionalLong.class, long.class, OptionalDouble.class, double.class);

    private static final JavaType ANY = new JavaType.Any();

    private final Map<Object, JavaType.Fields> records = new HashMap<>();
    /** Defaults are read when all records are complete. */
    private final List<Runnable> checks = new ArrayList<>();

    private int depth;

    private JavaTypes() {}

    /** @throws SchemaException naming the component whose type JSON has no equal of */
    static JavaType.Fields of(Class<?> record) {
        JavaTypes types = new JavaTypes();
        JavaType.Fields fields = types.fields(record, Map.of(), Path.ROOT);
        types.checks.forEach(Runnable::run);
        return fields;
    }

    private JavaType.Fields fields(Class<?> record, Map<TypeVariable<?>, AnnotatedType> bindings, Path path) {
        List<Object> key = new ArrayList<>();
        key.add(record);
        for (TypeVariable<?> variable : record.getTypeParameters()) {
            AnnotatedType bound = bindings.get(variable);
            key.add(bound == null ? "?" : concrete(bound.getType(), path));
        }
        JavaType.Fields known = records.get(key);
        if (known != null) {
            return known;
        }
        JavaType.Fields fields = new JavaType.Fields(record, Constructors.of(record));
        records.put(key, fields);
        List<JavaType.Component> components = new ArrayList<>();
        for (RecordComponent component : record.getRecordComponents()) {
            components.add(component(component, bindings, path.at(component.getName())));
        }
        fields.fill(components);
        return fields;
    }

    private JavaType.Component component(
            RecordComponent component, Map<TypeVariable<?>, AnnotatedType> bindings, Path path) {
        JavaType.Use use = use(component.getAnnotatedType(), bindings, path);
        Param param = component.getAnnotation(Param.class);
        Object fallback = null;
        boolean hasFallback = param != null && !param.defaultValue().isEmpty();
        if (param != null && hasFallback) {
            try {
                fallback = JsonText.parse(param.defaultValue(), ToolShape.MAX_DEPTH);
            } catch (IllegalArgumentException e) {
                throw new SchemaException(path, "default " + param.defaultValue() + " is " + e.getMessage());
            }
            Object value = fallback;
            checks.add(() -> check(use, value, path));
        }
        return new JavaType.Component(component.getName(), use, param, fallback, hasFallback);
    }

    private static void check(JavaType.Use use, @Nullable Object fallback, Path path) {
        try {
            use.read(fallback);
        } catch (BindException e) {
            throw new SchemaException(path, "default " + JsonValues.text(fallback) + " " + e.getMessage());
        }
    }

    private JavaType.Use use(AnnotatedType annotated, Map<TypeVariable<?>, AnnotatedType> bindings, Path path) {
        if (++depth > MAX_DEPTH) {
            throw new SchemaException(path, "types nested deeper than " + MAX_DEPTH);
        }
        AnnotatedType resolved = resolve(annotated, bindings);
        boolean nullable = isNullable(annotated) || isNullable(resolved);
        JavaType type = type(resolved, bindings, path);
        depth--;
        return new JavaType.Use(type, nullable);
    }

    private JavaType type(AnnotatedType annotated, Map<TypeVariable<?>, AnnotatedType> bindings, Path path) {
        Class<?> raw = raw(annotated.getType());
        Scalar scalar = raw == null ? null : Scalar.of(raw);
        if (scalar != null) {
            return new JavaType.Simple(scalar);
        }
        if (raw == null || raw == Object.class) {
            return new JavaType.Any();
        }
        if (raw.isEnum()) {
            return constant(raw);
        }
        if (raw.isRecord()) {
            return fields(raw, arguments(annotated, raw, bindings), path);
        }
        if (raw.isArray() && annotated instanceof AnnotatedArrayType array) {
            return new JavaType.Row(
                    raw.getComponentType(), use(array.getAnnotatedGenericComponentType(), bindings, path));
        }
        if (ITERABLES.contains(raw)) {
            return new JavaType.Items(raw == Set.class, argument(annotated, 0, bindings, path));
        }
        if (raw == Map.class) {
            if (annotated instanceof AnnotatedParameterizedType map
                    && resolve(map.getAnnotatedActualTypeArguments()[0], bindings)
                                    .getType()
                            != String.class) {
                throw new SchemaException(path, "a map must have String keys");
            }
            return new JavaType.Table(argument(annotated, 1, bindings, path));
        }
        if (raw == Optional.class) {
            return new JavaType.Maybe(raw, argument(annotated, 0, bindings, path));
        }
        Scalar primitive = OPTIONALS.containsKey(raw) ? Scalar.of(OPTIONALS.get(raw)) : null;
        if (primitive != null) {
            return new JavaType.Maybe(raw, new JavaType.Use(new JavaType.Simple(primitive), false));
        }
        throw new SchemaException(path, "JSON has no equal of " + raw.getName());
    }

    private static JavaType constant(Class<?> raw) {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object constant : raw.getEnumConstants()) {
            constants.put(((Enum<?>) constant).name(), constant);
        }
        return new JavaType.Constant(constants);
    }

    private JavaType.Use argument(
            AnnotatedType annotated, int index, Map<TypeVariable<?>, AnnotatedType> bindings, Path path) {
        return annotated instanceof AnnotatedParameterizedType parameterized
                ? use(parameterized.getAnnotatedActualTypeArguments()[index], bindings, path)
                : new JavaType.Use(ANY, true);
    }

    private static Map<TypeVariable<?>, AnnotatedType> arguments(
            AnnotatedType annotated, Class<?> raw, Map<TypeVariable<?>, AnnotatedType> bindings) {
        Map<TypeVariable<?>, AnnotatedType> bound = new HashMap<>();
        if (annotated instanceof AnnotatedParameterizedType parameterized) {
            AnnotatedType[] actual = parameterized.getAnnotatedActualTypeArguments();
            for (int i = 0; i < actual.length; i++) {
                bound.put(raw.getTypeParameters()[i], resolve(actual[i], bindings));
            }
        }
        return bound;
    }

    /** Follows type variables to what they stand for, and wildcards to their bound. */
    private static AnnotatedType resolve(AnnotatedType annotated, Map<TypeVariable<?>, AnnotatedType> bindings) {
        AnnotatedType type = annotated;
        for (int i = 0; i < MAX_DEPTH; i++) {
            if (type instanceof AnnotatedWildcardType wildcard) {
                type = wildcard.getAnnotatedUpperBounds()[0];
            } else if (type instanceof AnnotatedTypeVariable variable) {
                AnnotatedType bound = bindings.get((TypeVariable<?>) variable.getType());
                type = bound != null ? bound : variable.getAnnotatedBounds()[0];
            } else {
                return type;
            }
        }
        return type;
    }

    /** A type argument that still has variables in it would make different records look the same. */
    private static Type concrete(Type type, Path path) {
        if (type instanceof ParameterizedType parameterized) {
            for (Type argument : parameterized.getActualTypeArguments()) {
                concrete(argument, path);
            }
        } else if (!(type instanceof Class)) {
            throw new SchemaException(path, "type " + type + " is too generic");
        }
        return type;
    }

    private static @Nullable Class<?> raw(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        if (type instanceof ParameterizedType parameterized) {
            return raw(parameterized.getRawType());
        }
        if (type instanceof GenericArrayType array) {
            Class<?> component = raw(array.getGenericComponentType());
            return component == null ? null : component.arrayType();
        }
        return null;
    }

    /** By name: the plugin may see another copy of the annotation than this bundle. */
    private static boolean isNullable(AnnotatedType annotated) {
        for (Annotation annotation : annotated.getAnnotations()) {
            if (annotation.annotationType().getName().equals("org.jspecify.annotations.Nullable")) {
                return true;
            }
        }
        return false;
    }
}
