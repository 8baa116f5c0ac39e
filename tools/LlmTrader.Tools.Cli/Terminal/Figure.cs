using System.Globalization;

namespace LlmTrader.Tools.Cli.Terminal;

/// <summary>Numbers as people read them, always in the invariant culture.</summary>
internal static class Figure
{
    /// <summary>1234567 as <c>1,234,567</c>.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>1234567 as <c>1,234,567 records</c>, and 1 as <c>1 record</c>.</summary>
    public static string Count(long value, string noun) => value == 1 ? $"1 {noun}" : $"{Count(value)} {noun}s";

    /// <summary>Events per second in millions, <c>12.34</c>.</summary>
    public static string Millions(double perSecond) => (perSecond / 1e6).ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>A ratio, <c>12.3x</c>.</summary>
    public static string Times(double ratio) => ratio.ToString("F1", CultureInfo.InvariantCulture) + "x";

    /// <summary>A share such as 0.123 as <c>12.3 %</c>.</summary>
    public static string Percent(double share) => (share * 100).ToString("F1", CultureInfo.InvariantCulture) + " %";

    /// <summary>A time in the unit in which it has one to three digits before the point: <c>850 ns</c>, <c>12.3 µs</c>, <c>4.56 ms</c>, <c>1.20 s</c>.</summary>
    public static string Nanoseconds(double ns) => ns switch
    {
        < 1e3 => ns.ToString("F0", CultureInfo.InvariantCulture) + " ns",
        < 1e6 => Digits(ns / 1e3) + " µs",
        < 1e9 => Digits(ns / 1e6) + " ms",
        _ => Digits(ns / 1e9) + " s",
    };

    /// <summary>A time well below a microsecond, <c>6.25 ns</c>.</summary>
    public static string PreciseNanoseconds(double ns) => Digits(ns) + " ns";

    /// <summary>A size in binary units, <c>12.3 MiB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1L << 10 => bytes.ToString(CultureInfo.InvariantCulture) + " B",
        < 1L << 20 => Digits(bytes / (double)(1L << 10)) + " KiB",
        < 1L << 30 => Digits(bytes / (double)(1L << 20)) + " MiB",
        _ => Digits(bytes / (double)(1L << 30)) + " GiB",
    };

    /// <summary>A StateHash as it is printed everywhere: 16 hex digits.</summary>
    public static string Hash(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    private static string Digits(double value) =>
        value.ToString(value < 10 ? "F2" : value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
