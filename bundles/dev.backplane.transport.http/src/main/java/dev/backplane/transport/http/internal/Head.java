package dev.backplane.transport.http.internal;

import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/** Builds the heads of answers. Not thread-safe; reusable. */
final class Head {

    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] VERSION = ascii("HTTP/1.1 ");
    private static final byte[] JSON = ascii("Content-Type: application/json\r\n");
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] LINE = ascii("\r\n");
    private static final byte[] COLON = ascii(": ");

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private byte[] bytes = new byte[512];
    private int length;
    private long second = -1;
    private byte[] date = LINE;
    private String dateText = "";

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    Head begin(int status) {
        length = 0;
        if (status == 200) {
            return put(OK);
        }
        String reason = StatusCodes.getReason(status);
        return put(VERSION).number(status).put(ascii(" " + reason)).put(LINE);
    }

    /** RFC 9110, 6.6.1: a server with a clock says when it answered. */
    Head date() {
        dateText();
        return put(date);
    }

    /** Returns the time as headers have it. */
    String dateText() {
        long now = System.currentTimeMillis() / 1000;
        if (now != second) {
            second = now;
            dateText = DATE.format(Instant.ofEpochSecond(now));
            date = ascii("Date: " + dateText + "\r\n");
        }
        return dateText;
    }

    Head json() {
        return put(JSON);
    }

    Head bodyLength(int size) {
        return put(LENGTH).number(size).put(LINE);
    }

    Head close() {
        return put(CLOSE);
    }

    /** Line breaks and characters outside of Latin-1 cannot travel in a header; they become spaces. */
    Head header(String name, String value) {
        return text(name).put(COLON).text(value).put(LINE);
    }

    Head end() {
        return put(LINE);
    }

    private Head text(String text) {
        int chars = text.length();
        ensure(chars);
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            bytes[length++] = c < ' ' && c != '\t' || c == 0x7f || c > 0xff ? (byte) ' ' : (byte) c;
        }
        return this;
    }

    private Head number(int number) {
        ensure(10);
        int digits = 1;
        for (int rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        int rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    private Head put(byte[] part) {
        ensure(part.length);
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
        return this;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
