package dev.backplane.engine.internal.schema;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The canonical constructors of records, public or not. */
final class Constructors {
    private static final MethodType SHAPE = MethodType.methodType(Object.class, Object[].class);

    private Constructors() {}

    /** Returns a handle that takes the components in an array. */
    static MethodHandle of(Class<?> record) {
        RecordComponent[] components = record.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = record.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asSpreader(Object[].class, types.length)
                    .asType(SHAPE);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(record.getName() + " cannot be constructed: " + e, e);
        }
    }

    /** @throws BindException with the message of the {@link IllegalArgumentException} that the constructor throws */
    static Object create(MethodHandle constructor, @Nullable Object[] values) {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (IllegalArgumentException e) {
            throw new BindException("constructor", String.valueOf(e.getMessage()));
        } catch (RuntimeException | java.lang.Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
