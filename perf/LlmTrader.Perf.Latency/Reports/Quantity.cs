using System.Globalization;

namespace LlmTrader.Perf.Latency.Reports;

/// <summary>Figures with their units, as people read them; always in the invariant culture.</summary>
public static class Quantity
{
    private static readonly string[] Binary = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>Three digits in the multiple of the unit that suits: <c>1.23 µs</c>, <c>4.56 M events/s</c>, <c>7.8 MiB</c>.</summary>
    public static string Text(double value, string unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (!double.IsFinite(value)) { return "-"; }
        return unit switch
        {
            "ns" => Time(value),
            "bytes" => Bytes(value),
            "ratio" => Digits(value) + "x",
            "" => Digits(value),
            _ => Thousands(value, unit),
        };
    }

    private static string Time(double ns) => Math.Abs(ns) switch
    {
        < 1e3 => Digits(ns) + " ns",
        < 1e6 => Digits(ns / 1e3) + " µs",
        < 1e9 => Digits(ns / 1e6) + " ms",
        _ => Digits(ns / 1e9) + " s",
    };

    private static string Bytes(double bytes)
    {
        int step = 0;
        while (Math.Abs(bytes) >= 1024 && step < Binary.Length - 1) { (bytes, step) = (bytes / 1024, step + 1); }
        return $"{Digits(bytes)} {Binary[step]}";
    }

    private static string Thousands(double value, string unit) => Math.Abs(value) switch
    {
        < 1e4 => $"{Digits(value)} {unit}",
        < 1e6 => $"{Digits(value / 1e3)} k {unit}",
        < 1e9 => $"{Digits(value / 1e6)} M {unit}",
        _ => $"{Digits(value / 1e9)} G {unit}",
    };

    private static string Digits(double value)
    {
        double size = Math.Abs(value);
        string format = size == Math.Truncate(size) && size < 1e4 ? "0" : size < 10 ? "0.00" : size < 100 ? "0.0" : "0";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
