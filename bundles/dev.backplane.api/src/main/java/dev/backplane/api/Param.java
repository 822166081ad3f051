package dev.backplane.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a record field in the JSON Schema that is derived from the record. Every member is optional. A field is
 * required unless it is an {@code Optional}, is annotated {@code @Nullable} (JSpecify), or has a
 * {@link #defaultValue()}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Param {

    /** The field's description; also short for {@code @Param(description = …)}. */
    String value() default "";

    String title() default "";

    /** Lower bound of a number, inclusive. */
    double minimum() default Double.NEGATIVE_INFINITY;

    /** Upper bound of a number, inclusive. */
    double maximum() default Double.POSITIVE_INFINITY;

    /** Least length of a string in code points, or of a list in items. */
    int minLength() default 0;

    /** Greatest length of a string in code points, or of a list in items. */
    int maxLength() default Integer.MAX_VALUE;

    /** A regular expression (ECMA-262) that a string must contain a match of. */
    String pattern() default "";

    /** A JSON Schema format such as {@code uri} or {@code date-time}: an annotation, not an assertion. */
    String format() default "";

    /** The only strings allowed. */
    String[] oneOf() default {};

    /** The value, as JSON text, that the field has when the caller leaves it out. */
    String defaultValue() default "";

    /** The {@code x-mcp-header} that the field travels under as well (revision 2026-07-28). */
    String header() default "";
}
