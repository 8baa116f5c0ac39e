using System.Globalization;

namespace LlmTrader.Tests.Integration.Soak;

/// <summary>Figures of a process as it tells them by <c>/v1/metrics</c>, by their names with labels.</summary>
internal sealed class SoakMetrics(string text)
{
    private readonly Dictionary<string, double> _values = text.Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .ToDictionary(line => line[..line.LastIndexOf(' ')], line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    public DateTime Taken { get; } = DateTime.UtcNow;

    public double Allocated => this["llmtrader_allocated_bytes_total"];

    public double Resident => this["llmtrader_resident_bytes"];

    public double FeedMessages => Feed("messages_total");

    /// <summary>Of the feed's counters, all that tell of something lost.</summary>
    public double Losses => Feed("gaps_total") + Feed("missed_trades_total") + Feed("dropped_total") + Feed("parse_errors_total") + Feed("reconnects_total");

    public double Collections(int generation) => this[$"llmtrader_gc_collections_total{{generation=\"{generation}\"}}"];

    /// <summary>Of a latency series, in seconds.</summary>
    public double Latency(string series, string quantile) => this[$"llmtrader_latency_seconds{{series=\"{series}\",quantile=\"{quantile}\"}}"];

    public double this[string name] => _values[name];

    private double Feed(string counter) => this[$"llmtrader_feed_{counter}{{feed=\"binance\"}}"];
}
