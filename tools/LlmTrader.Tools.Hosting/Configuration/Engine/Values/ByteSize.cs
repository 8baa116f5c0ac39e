using System.Globalization;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>An amount of memory or disk, as people write it: <c>256MiB</c>, <c>64KiB</c>, <c>2GiB</c>, <c>4096B</c>.</summary>
public readonly record struct ByteSize(long Bytes)
{
    private static readonly (string Suffix, int Shift)[] Units = [("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0)];

    public static ByteSize KiB(long count) => new(count << 10);

    public static ByteSize MiB(long count) => new(count << 20);

    /// <summary>False when it is no whole number with one of the units, or more than 8 EiB.</summary>
    public static bool TryParse(string text, out ByteSize size)
    {
        ArgumentNullException.ThrowIfNull(text);
        size = default;
        foreach ((string suffix, int shift) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) { continue; }
            bool isCount = long.TryParse(text.AsSpan(0, text.Length - suffix.Length).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out long count);
            if (!isCount || count > long.MaxValue >> shift) { return false; }
            size = new ByteSize(count << shift);
            return true;
        }

        return false;
    }

    /// <summary>In the largest unit that it is a whole number of.</summary>
    public override string ToString()
    {
        foreach ((string suffix, int shift) in Units)
        {
            if (Bytes != 0 && Bytes % (1L << shift) == 0) { return string.Create(CultureInfo.InvariantCulture, $"{Bytes >> shift}{suffix}"); }
        }

        return "0B";
    }
}
