package dev.backplane.benchmarks.cache;

import dev.backplane.cache.internal.Inside;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Prints what compressing saves and costs, for each level that can be configured: of the files in a folder, such as {@code ToolResults}
 * writes; of a Japanese text, which the Java compiler tells about itself; of an image that is compressed already; and of the first
 * bytes of a result, as values near the threshold are. Argument: the folder.
 */
public final class Compression {

    private static final int[] LEVELS = {1, 3, 6, 9};
    private static final int ROUNDS = 9;
    private static final int BYTES_A_ROUND = 2_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Compression() {}

    public static void main(String[] args) throws IOException {
        Map<String, byte[]> samples = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of(args[0]))) {
            for (Path file : files.toList()) {
                samples.put(("" + file.getFileName()).replace(".json", ""), Files.readAllBytes(file));
            }
        }
        List<String> results = List.copyOf(samples.keySet());
        samples.put("Japanese text", japanese());
        samples.put("image, JPEG", image());
        byte[] services = samples.getOrDefault("services_list", samples.get(results.get(0)));
        for (int bytes : new int[] {256, 512, 1_024, 2_048, 4_096}) {
            samples.put("the first %4d of services_list".formatted(bytes), Arrays.copyOf(services, bytes));
        }
        System.out.printf(
                "| result | bytes | level 1: saved, µs, µs back | level 3 | level 6 | level 9 |%n|---|---|---|---|---|---|%n");
        samples.forEach((name, bytes) -> {
            System.out.printf("| %s | %,d ", name, bytes.length);
            for (int level : LEVELS) {
                System.out.print("| " + cost(bytes, level));
            }
            System.out.println(" |");
        });
    }

    private static String cost(byte[] bytes, int level) {
        int times = Math.max(10, BYTES_A_ROUND / (bytes.length + 500));
        byte[] compressed = bytes;
        double there = Double.MAX_VALUE;
        double back = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < times; i++) {
                compressed = Inside.compressed(bytes, level);
            }
            there = Math.min(there, (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / times);
            if (compressed != bytes) {
                start = THREADS.getCurrentThreadCpuTime();
                int length = 0;
                for (int i = 0; i < times; i++) {
                    length += Inside.decompressed(compressed, bytes.length).length;
                }
                back = Math.min(back, (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / times);
                if (length != times * bytes.length) {
                    throw new IllegalStateException("not as long as it was");
                }
            }
        }
        return compressed == bytes
                ? "0 %%, %.1f, –".formatted(there)
                : "%.1f %%, %.1f, %.1f".formatted(100 - 100.0 * compressed.length / bytes.length, there, back);
    }

    private static byte[] japanese() {
        Locale.setDefault(Locale.JAPAN);
        ToolProvider compiler = ToolProvider.findFirst("javac").orElseThrow();
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        for (String option : List.of("--help", "--help-extra", "--help-lint")) {
            compiler.run(out, out, option);
        }
        Locale.setDefault(Locale.ROOT);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] image() throws IOException {
        BufferedImage image = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                double wave = Math.sin(x / 17.0) * Math.cos(y / 23.0) + Math.sin(x * y / 900.0) / 3;
                image.setRGB(x, y, Color.HSBtoRGB((float) wave, 0.6f, (float) Math.abs(Math.cos(x / 61.0 + y / 47.0))));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.setUseCache(false);
        ImageIO.write(image, "jpg", out);
        return out.toByteArray();
    }
}
