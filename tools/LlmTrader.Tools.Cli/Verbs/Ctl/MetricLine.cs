using System.Globalization;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>A sample of Prometheus' text format (version 0.0.4).</summary>
/// <param name="Name">Of its family.</param>
/// <param name="Labels">As they stand between the braces; empty without any.</param>
/// <param name="Value">Of it.</param>
internal sealed record MetricLine(string Name, string Labels, double Value)
{
    public static IEnumerable<MetricLine> Read(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            int end = line.LastIndexOf(' ');
            if (line.StartsWith('#') || end <= 0 || !double.TryParse(line.AsSpan(end + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double value)) { continue; }
            int brace = line.IndexOf('{', StringComparison.Ordinal);
            yield return brace < 0 ? new MetricLine(line[..end], "", value) : new MetricLine(line[..brace], line[(brace + 1)..(end - 1)], value);
        }
    }
}
