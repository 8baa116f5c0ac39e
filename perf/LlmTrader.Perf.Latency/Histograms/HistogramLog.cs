using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace LlmTrader.Perf.Latency.Histograms;

/// <summary>
/// A histogram as HdrHistogram's log format 1.3 writes it: one line with the V2 encoding, compressed (HdrHistogram's
/// AbstractHistogram.encodeIntoCompressedByteBuffer). Every HdrHistogram tool reads it.
/// </summary>
public static class HistogramLog
{
    private const int V2Cookie = 0x1c84_9303 | 0x10;
    private const int V2CompressedCookie = 0x1c84_9304 | 0x10;
    private const int HeaderLength = 40;
    private const double NanosecondsPerMillisecond = 1e6;

    /// <summary>The whole text of a log with one interval.</summary>
    /// <param name="histogram">Of nanoseconds.</param>
    /// <param name="tag">What it is of.</param>
    /// <param name="startSeconds">When recording began, in seconds since 1970.</param>
    /// <param name="lengthSeconds">How long it went on.</param>
    public static string Write(LatencyHistogram histogram, string tag, double startSeconds, double lengthSeconds)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        ArgumentException.ThrowIfNullOrEmpty(tag);
        if (tag.AsSpan().IndexOfAny(", \r\n") >= 0) { throw new ArgumentException($"A tag has no comma and no blank: '{tag}'.", nameof(tag)); }
        return string.Create(CultureInfo.InvariantCulture, $"""
            #[Histogram log format version 1.3]
            #[StartTime: {startSeconds:0.000} (seconds since epoch)]
            "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
            Tag={tag},{startSeconds:0.000},{lengthSeconds:0.000},{histogram.Max / NanosecondsPerMillisecond:0.000},{Convert.ToBase64String(Compress(histogram))}

            """).ReplaceLineEndings("\n");
    }

    private static byte[] Compress(LatencyHistogram histogram)
    {
        using MemoryStream compressed = new();
        compressed.SetLength(8);
        compressed.Position = 8;
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal, leaveOpen: true)) { zlib.Write(Encode(histogram)); }
        byte[] bytes = compressed.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, V2CompressedCookie);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length - 8);
        return bytes;
    }

    private static byte[] Encode(LatencyHistogram histogram)
    {
        using MemoryStream content = new();
        content.SetLength(HeaderLength);
        content.Position = HeaderLength;
        WriteCounts(content, histogram);
        byte[] bytes = content.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, V2Cookie);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length - HeaderLength);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), 0);   // Normalizing index offset.
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(12), histogram.Layout.SignificantDigits);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(16), histogram.Layout.LowestDiscernibleValue);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(24), histogram.Layout.HighestTrackableValue);
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(32), 1.0);   // Integer to double.
        return bytes;
    }

    // A run of empty buckets is its length, negative.
    private static void WriteCounts(MemoryStream content, LatencyHistogram histogram)
    {
        int end = histogram.TotalCount == 0 ? 0 : histogram.Layout.IndexOf(histogram.Max) + 1;
        for (int i = 0; i < end;)
        {
            long count = histogram.CountAtIndex(i++);
            if (count != 0)
            {
                WriteZigZag(content, count);
                continue;
            }

            long zeros = 1;
            while (i < end && histogram.CountAtIndex(i) == 0) { (zeros, i) = (zeros + 1, i + 1); }
            WriteZigZag(content, -zeros);
        }
    }

    // LEB128, at most nine bytes: the ninth carries eight bits.
    private static void WriteZigZag(MemoryStream content, long value)
    {
        ulong rest = (ulong)((value << 1) ^ (value >> 63));
        for (int i = 0; i < 8; i++)
        {
            if (rest < 0x80)
            {
                content.WriteByte((byte)rest);
                return;
            }

            content.WriteByte((byte)(rest | 0x80));
            rest >>= 7;
        }

        content.WriteByte((byte)rest);
    }
}
