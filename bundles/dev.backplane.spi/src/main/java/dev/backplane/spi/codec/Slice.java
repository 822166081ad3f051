package dev.backplane.spi.codec;

import java.nio.charset.StandardCharsets;

/**
 * A range of bytes within a larger array, not copied. Valid as long as the array is: a slice of a request's body until
 * the request has been answered. The array must not be changed.
 *
 * @param array holds the bytes
 * @param offset of the first byte
 * @param length in bytes
 */
public record Slice(byte[] array, int offset, int length) {

    public Slice {
        if (offset < 0 || length < 0 || offset > array.length - length) {
            throw new IndexOutOfBoundsException(
                    "slice " + offset + "+" + length + " is outside of " + array.length + " bytes");
        }
    }

    public static Slice of(byte[] array) {
        return new Slice(array, 0, array.length);
    }

    /** Returns a copy of the bytes. */
    public byte[] toBytes() {
        return java.util.Arrays.copyOfRange(array, offset, offset + length);
    }

    /** Returns the bytes as UTF-8 text. */
    public String text() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    /** Tells whether the bytes are these ASCII characters. */
    public boolean contentEquals(String ascii) {
        if (ascii.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (array[offset + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Slice slice
                && java.util.Arrays.equals(
                        array, offset, offset + length, slice.array, slice.offset, slice.offset + slice.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return "Slice[" + length + " bytes]";
    }
}
