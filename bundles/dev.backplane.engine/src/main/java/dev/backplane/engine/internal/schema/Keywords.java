package dev.backplane.engine.internal.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles the keywords of one subschema that hold plain values. */
final class Keywords {
    private static final Set<String> TEXTS =
            Set.of("title", "description", "$comment", "format", "contentEncoding", "contentMediaType");
    private static final Set<String> FLAGS = Set.of("readOnly", "writeOnly", "deprecated");

    /** What asserts something and is not compiled, or changes what other keywords mean. */
    private static final Set<String> OTHERS = Set.of(
            "$id",
            "$anchor",
            "$dynamicAnchor",
            "$dynamicRef",
            "$recursiveAnchor",
            "$recursiveRef",
            "$vocabulary",
            "prefixItems",
            "additionalItems",
            "contains",
            "minContains",
            "maxContains",
            "unevaluatedItems",
            "unevaluatedProperties",
            "patternProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
            "dependentRequired",
            "dependentSchemas",
            "dependencies",
            "if",
            "then",
            "else",
            "contentSchema");

    private final Map<?, ?> keywords;
    private final Path path;
    private final Dialect dialect;

    Keywords(Map<?, ?> keywords, Path path, Dialect dialect) {
        this.keywords = keywords;
        this.path = path;
        this.dialect = dialect;
    }

    /** Adds the rules; returns whether all that the subschema asserts is compiled, here or by the caller. */
    boolean values(List<Rule> rules) {
        boolean complete = true;
        for (Map.Entry<?, ?> entry : keywords.entrySet()) {
            String keyword = String.valueOf(entry.getKey());
            Object value = entry.getValue();
            if (TEXTS.contains(keyword)) {
                check(value instanceof String, keyword, "must be a string");
                complete &= dialect != Dialect.DRAFT_7 || !keyword.startsWith("content");
            } else if (FLAGS.contains(keyword)) {
                check(value instanceof Boolean, keyword, "must be a boolean");
            } else if (OTHERS.contains(keyword) || keyword.equals("$schema") && path.parent() != null) {
                complete = false;
            } else {
                value(keyword, value, rules);
            }
        }
        lengths(rules);
        sizes(rules);
        return complete;
    }

    private void value(String keyword, @Nullable Object value, List<Rule> rules) {
        switch (keyword) {
            case "type" -> rules.add(new ValueRules.Type(types(value)));
            case "const" -> {
                List<@Nullable Object> single = new ArrayList<>();
                single.add(value);
                rules.add(new ValueRules.OneOf(keyword, single));
            }
            case "enum" -> {
                check(value instanceof List, keyword, "must be a list");
                rules.add(new ValueRules.OneOf(keyword, items(value)));
            }
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" ->
                rules.add(new ValueRules.Bound(keyword, number(keyword, value)));
            case "multipleOf" -> {
                BigDecimal divisor = Numbers.decimal(number(keyword, value));
                check(divisor.signum() > 0, keyword, "must be more than 0");
                rules.add(new ValueRules.MultipleOf(divisor));
            }
            case "pattern" -> {
                check(value instanceof String, keyword, "must be a string");
                rules.add(pattern(String.valueOf(value)));
            }
            case "uniqueItems" -> {
                check(value instanceof Boolean, keyword, "must be a boolean");
                if (Boolean.TRUE.equals(value)) {
                    rules.add(new StructureRules.Unique());
                }
            }
            case "examples" -> check(value instanceof List, keyword, "must be a list");
            default -> {
                // structure is compiled by the caller, and unknown keywords say nothing
            }
        }
    }

    private Rule pattern(String source) {
        try {
            return new ValueRules.Matches(source, new EcmaPattern(source));
        } catch (IllegalArgumentException e) {
            throw new SchemaException(path.at("pattern"), String.valueOf(e.getMessage()));
        }
    }

    private List<String> types(@Nullable Object value) {
        List<String> names = value instanceof String name ? List.of(name) : texts("type", value);
        check(!names.isEmpty() && names.stream().allMatch(ValueRules.Type::known), "type", "names no JSON type");
        return names;
    }

    List<String> required() {
        return keywords.containsKey("required") ? texts("required", keywords.get("required")) : List.of();
    }

    private List<String> texts(String keyword, @Nullable Object value) {
        List<String> names = new ArrayList<>();
        for (Object name : items(value)) {
            check(name instanceof String, keyword, "must be a list of strings");
            names.add((String) name);
        }
        check(
                value instanceof List && new HashSet<>(names).size() == names.size(),
                keyword,
                "must be a list of different strings");
        return names;
    }

    private static List<?> items(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private Number number(String keyword, @Nullable Object value) {
        if (value instanceof Number number) {
            return number;
        }
        throw new SchemaException(path.at(keyword), "must be a number");
    }

    private void lengths(List<Rule> rules) {
        int min = count("minLength", 0);
        int max = count("maxLength", Integer.MAX_VALUE);
        if (min > 0 || max < Integer.MAX_VALUE) {
            rules.add(new ValueRules.Length(min, max));
        }
    }

    private void sizes(List<Rule> rules) {
        int min = count("minItems", 0);
        int max = count("maxItems", Integer.MAX_VALUE);
        if (min > 0 || max < Integer.MAX_VALUE) {
            rules.add(new StructureRules.Size(min, max));
        }
    }

    private int count(String keyword, int absent) {
        if (!keywords.containsKey(keyword)) {
            return absent;
        }
        Number number = number(keyword, keywords.get(keyword));
        check(
                Numbers.isIntegral(number) && Numbers.decimal(number).signum() >= 0,
                keyword,
                "must be a whole number, not negative");
        // No string or list is longer than an int says.
        return Numbers.decimal(number)
                .min(BigDecimal.valueOf(Integer.MAX_VALUE))
                .intValue();
    }

    private void check(boolean holds, String keyword, String problem) {
        if (!holds) {
            throw new SchemaException(path.at(keyword), problem);
        }
    }
}
