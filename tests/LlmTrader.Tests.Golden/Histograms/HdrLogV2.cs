using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Tests.Golden.Histograms;

/// <summary>One histogram of a log: seconds from the log's start, its tag or "", and its counters.</summary>
internal sealed record HdrLogEntry(double StartSeconds, string Tag, LatencyHistogram Histogram);

/// <summary>A plain reader of HdrHistogram V2 logs, written from the format alone, to fill histograms with real counts.</summary>
internal static class HdrLogV2
{
    private const uint CompressedCookie = 0x1c84_9304 | 0x10;
    private const uint Cookie = 0x1c84_9303 | 0x10;

    public static IEnumerable<HdrLogEntry> Parse(string log)
    {
        foreach (string line in log.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('#') || line.StartsWith('"')) { continue; }

            string[] fields = line.TrimEnd('\r').Split(',');
            string tag = fields[0].StartsWith("Tag=", StringComparison.Ordinal) ? fields[0][4..] : "";
            int first = tag.Length == 0 ? 0 : 1;
            yield return new HdrLogEntry(double.Parse(fields[first], CultureInfo.InvariantCulture), tag, Decode(fields[first + 3]));
        }
    }

    private static LatencyHistogram Decode(string base64)
    {
        byte[] outer = Convert.FromBase64String(base64);
        Assert.Equal(CompressedCookie, BinaryPrimitives.ReadUInt32BigEndian(outer));
        using var zlib = new ZLibStream(new MemoryStream(outer, 8, outer.Length - 8), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        zlib.CopyTo(inflated);
        ReadOnlySpan<byte> bytes = inflated.ToArray();

        Assert.Equal(Cookie, BinaryPrimitives.ReadUInt32BigEndian(bytes));
        int payloadLength = BinaryPrimitives.ReadInt32BigEndian(bytes[4..]);
        int digits = BinaryPrimitives.ReadInt32BigEndian(bytes[12..]);
        long lowest = BinaryPrimitives.ReadInt64BigEndian(bytes[16..]);
        long highest = BinaryPrimitives.ReadInt64BigEndian(bytes[24..]);

        // The writer grows its range with its values, and records up to the end of the last counter, not just to `highest`.
        var histogram = new LatencyHistogram(lowest, Math.Max(highest, 1L << 40), digits);
        ReadOnlySpan<byte> payload = bytes.Slice(40, payloadLength);
        for (int index = 0; !payload.IsEmpty;)
        {
            long count = ReadZigZag(ref payload);
            if (count < 0)
            {
                index -= (int)count;   // A run of empty counters.
                continue;
            }

            histogram.Record(histogram.Layout.ValueAt(index++), count);
        }

        return histogram;
    }

    private static long ReadZigZag(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = 0; ; i++)
        {
            byte next = bytes[i];
            if (i == 8)   // The ninth byte carries eight bits: that is all 64.
            {
                value |= (ulong)next << 56;
            }
            else
            {
                value |= (ulong)(next & 0x7f) << (7 * i);
            }

            if (i == 8 || next < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }
    }
}
