package dev.backplane.itests.load;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.TreeSet;

/**
 * Asks for tasks of {@code job} and what has become of them, in a session or, where that is empty, statelessly. What fails
 * answers with an error. For one thread.
 */
final class TaskClient {

    private final Client client;

    TaskClient(Client client) {
        this.client = client;
    }

    /**
     * Makes a task: its id.
     *
     * @param ttlMillis in a session alone
     */
    String make(String session, String text, int millis, boolean asks, long ttlMillis) {
        String members = "\"name\":\"job\",\"arguments\":{\"text\":\"" + text + "\",\"millis\":" + millis + ",\"asks\":"
                + asks + "}";
        String answer = client.request(
                session,
                "tools/call",
                "job",
                session.isEmpty() ? members : members + ",\"task\":{\"ttl\":" + ttlMillis + "}");
        if (answer.startsWith(Operation.ERROR)) {
            return answer;
        }
        JsonObject result = object(answer);
        JsonObject task = session.isEmpty() ? result : result.getAsJsonObject("task");
        return task == null || !task.has("taskId") ? Operation.ERROR + answer : text(task, "taskId");
    }

    /** Asks how far a task is: its status, and what is said of it. */
    String status(String session, String id) {
        String answer = about("tasks/get", session, id);
        if (answer.startsWith(Operation.ERROR)) {
            return answer;
        }
        JsonObject task = object(answer);
        JsonObject error = task.getAsJsonObject("error");
        String message = error == null ? "statusMessage" : "message";
        JsonObject from = error == null ? task : error;
        return text(task, "status") + (from.has(message) ? " " + text(from, message) : "");
    }

    /** Asks for the result of a task that has ended: its text. */
    String result(String session, String id) {
        String answer = about(session.isEmpty() ? "tasks/get" : "tasks/result", session, id);
        if (answer.startsWith(Operation.ERROR)) {
            return answer;
        }
        JsonObject result = session.isEmpty() ? object(answer).getAsJsonObject("result") : object(answer);
        if (result == null || !result.has("content")) {
            return Operation.ERROR + answer;
        }
        return text(result.getAsJsonArray("content").get(0).getAsJsonObject(), "text");
    }

    /** Cancels a task: nothing in particular, or an error. */
    String cancel(String session, String id) {
        return about("tasks/cancel", session, id);
    }

    /** Lists the tasks of a session: their ids in order, with a space between two. */
    String list(String session) {
        TreeSet<String> ids = new TreeSet<>();
        String cursor = "";
        do {
            String answer = client.request(session, "tasks/list", null, cursor);
            if (answer.startsWith(Operation.ERROR)) {
                return answer;
            }
            JsonObject page = object(answer);
            JsonArray tasks = page.getAsJsonArray("tasks");
            for (JsonElement task : tasks) {
                if (!ids.add(text(task.getAsJsonObject(), "taskId"))) {
                    return Operation.ERROR + "a task is listed twice: " + answer;
                }
            }
            cursor = page.has("nextCursor") ? "\"cursor\":\"" + text(page, "nextCursor") + "\"" : "";
        } while (!cursor.isEmpty());
        return String.join(" ", ids);
    }

    private String about(String method, String session, String id) {
        return client.request(session, method, id, "\"taskId\":\"" + id + "\"");
    }

    private static JsonObject object(String json) {
        return JsonParser.parseString(json).getAsJsonObject();
    }

    private static String text(JsonObject object, String member) {
        return object.get(member).getAsString();
    }
}
