using System.Buffers.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Import;

/// <summary>A line of a recording: <c>&lt;receive time, ns since 1970&gt; &lt;frame&gt;</c>.</summary>
internal static class RecordedLine
{
    private const long Earliest = 315_532_800_000_000_000;   // 1980-01-01
    private const long Latest = 7_258_118_400_000_000_000;   // 2200-01-01

    /// <summary>False when the line does not begin with a receive time and a space.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> line, out Timestamp received, out Range frame)
    {
        received = default;
        frame = default;
        if (!Utf8Parser.TryParse(line, out long nanoseconds, out int digits) || digits >= line.Length || line[digits] != ' ') { return false; }
        if (nanoseconds is < Earliest or >= Latest) { return false; }
        received = new Timestamp(nanoseconds);
        frame = (digits + 1)..line.Length;
        return true;
    }
}
