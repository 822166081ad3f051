package dev.backplane.engine.internal.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON values as the tree that the full validator reads. */
final class JsonTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Digits, before and behind the point, of a number that the library is given: it expands exponents. */
    private static final int MAX_DIGITS = 400;

    private JsonTree() {}

    /** @throws IllegalArgumentException if a number is too long or large, or something is no JSON value */
    static JsonNode of(@Nullable Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof String text) {
            return NODES.stringNode(text);
        }
        if (value instanceof Boolean bool) {
            return NODES.booleanNode(bool);
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = NODES.objectNode();
            map.forEach((name, member) -> object.set(String.valueOf(name), of(member)));
            return object;
        }
        if (value instanceof Iterable<?> list) {
            ArrayNode array = NODES.arrayNode();
            list.forEach(item -> array.add(of(item)));
            return array;
        }
        throw new IllegalArgumentException(value.getClass().getName() + " is no JSON value");
    }

    /** Makes 3.0 the same node as 3: JSON Schema holds them equal. */
    private static JsonNode number(Number number) {
        BigDecimal decimal = Numbers.decimal(number);
        if (decimal.precision() > MAX_DIGITS || Math.abs((long) decimal.scale()) > MAX_DIGITS) {
            throw new IllegalArgumentException("a number has more than " + MAX_DIGITS + " digits");
        }
        if (!Numbers.isIntegral(number)) {
            return NODES.numberNode(decimal);
        }
        BigInteger whole = decimal.toBigIntegerExact();
        return whole.bitLength() < Long.SIZE ? NODES.numberNode(whole.longValue()) : NODES.numberNode(whole);
    }
}
