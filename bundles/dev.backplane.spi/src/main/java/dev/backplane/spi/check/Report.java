package dev.backplane.spi.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The results of checks, with what follows from them. Immutable.
 *
 * @param results in the order of the layers and, within one, of the roster
 * @param weights what each layer counts for in the overall score; a layer that is not named counts for 1
 * @param takenMillis when, in milliseconds since the epoch
 */
public record Report(List<CheckResult> results, Map<Layer, Double> weights, long takenMillis) {

    /** What is at least this, of 100, has the grade. */
    private static final Map<String, Double> GRADES = new LinkedHashMap<>();

    static {
        GRADES.put("A", 90.0);
        GRADES.put("B", 80.0);
        GRADES.put("C", 70.0);
        GRADES.put("D", 60.0);
    }

    /** A layer's score, and how many of its checks came to which verdict. */
    public record Category(Layer layer, double score, String grade, Map<Verdict, Integer> verdicts) {}

    public Report {
        results = List.copyOf(results);
        weights = Map.copyOf(weights);
    }

    /** Returns the layers that have results. */
    public List<Category> categories() {
        Map<Layer, List<CheckResult>> of = new EnumMap<>(Layer.class);
        results.forEach(result ->
                of.computeIfAbsent(result.layer(), none -> new ArrayList<>()).add(result));
        List<Category> all = new ArrayList<>();
        of.forEach((layer, rows) -> {
            Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
            rows.forEach(row -> verdicts.merge(row.verdict(), 1, Integer::sum));
            double score = 100
                    * rows.stream().mapToDouble(row -> row.verdict().weight()).sum()
                    / rows.size();
            all.add(new Category(layer, score, grade(score), Map.copyOf(verdicts)));
        });
        return List.copyOf(all);
    }

    /** Returns the weighted mean of the layers' scores, 0 to 100; 0 where there are no results. */
    public double score() {
        double sum = 0;
        double weight = 0;
        for (Category category : categories()) {
            double counts = weights.getOrDefault(category.layer(), 1.0);
            sum += counts * category.score();
            weight += counts;
        }
        return weight == 0 ? 0 : sum / weight;
    }

    /** Returns the grade of the overall score, A to F. */
    public String grade() {
        return grade(score());
    }

    private static String grade(double score) {
        for (Map.Entry<String, Double> grade : GRADES.entrySet()) {
            if (score >= grade.getValue()) {
                return grade.getKey();
            }
        }
        return "F";
    }

    /** Returns the results that something is to be done about, by how soon; the worst verdicts first. */
    public Map<Urgency, List<CheckResult>> priorities() {
        Map<Urgency, List<CheckResult>> all = new EnumMap<>(Urgency.class);
        for (CheckResult result : results) {
            Urgency urgency = result.urgency();
            if (urgency != null) {
                all.computeIfAbsent(urgency, none -> new ArrayList<>()).add(result);
            }
        }
        all.values()
                .forEach(rows ->
                        rows.sort(Comparator.comparing(CheckResult::verdict).reversed()));
        return all;
    }

    /** Returns what to do next, the most urgent first, each once. */
    public List<Action> nextSteps() {
        return priorities().values().stream()
                .flatMap(List::stream)
                .map(CheckResult::action)
                .filter(action -> action != null)
                .distinct()
                .toList();
    }

    /** Returns all of it as maps, lists, strings, numbers and booleans, as JSON has them. */
    public Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("taken", Instant.ofEpochMilli(takenMillis).toString());
        values.put("score", rounded(score()));
        values.put("grade", grade());
        List<Object> layers = new ArrayList<>();
        for (Category category : categories()) {
            Map<String, Object> layer = new LinkedHashMap<>();
            layer.put("layer", category.layer().id());
            layer.put("title", category.layer().title());
            layer.put("score", rounded(category.score()));
            layer.put("grade", category.grade());
            layer.put("weight", weights.getOrDefault(category.layer(), 1.0));
            layers.add(layer);
        }
        values.put("layers", layers);
        values.put("checks", results.stream().map(Report::values).toList());
        Map<String, Object> priorities = new LinkedHashMap<>();
        priorities()
                .forEach((urgency, rows) -> priorities.put(
                        urgency.text(), rows.stream().map(CheckResult::id).toList()));
        values.put("priorities", priorities);
        values.put("nextSteps", nextSteps().stream().map(Report::values).toList());
        return values;
    }

    private static Map<String, Object> values(CheckResult result) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", result.id());
        values.put("layer", result.layer().id());
        values.put("title", result.title());
        values.put("verdict", result.verdict().name().toLowerCase(Locale.ROOT));
        Measurement measurement = result.measurement();
        if (measurement == null) {
            values.put("problem", String.valueOf(result.problem()));
        } else {
            values.put("figure", measurement.figure());
            values.put("unit", measurement.unit());
            values.put("threshold", measurement.threshold());
            values.put("detail", measurement.detail());
            put(values, "action", measurement.action());
        }
        if (result.takenMillis() > 0) {
            values.put("taken", Instant.ofEpochMilli(result.takenMillis()).toString());
            values.put("tookMicros", result.tookNanos() / 1_000);
        }
        return values;
    }

    private static void put(Map<String, Object> values, String name, @Nullable Action action) {
        if (action != null) {
            values.put(name, values(action));
        }
    }

    private static Map<String, Object> values(Action action) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("kind", action.kind().name().toLowerCase(Locale.ROOT));
        values.put("text", action.text());
        return values;
    }

    private static double rounded(double score) {
        return Math.round(score * 10) / 10.0;
    }
}
