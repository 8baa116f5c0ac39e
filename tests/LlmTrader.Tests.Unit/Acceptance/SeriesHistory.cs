using System.Collections.Concurrent;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Tests.Unit.Acceptance;

/// <summary>
/// A market of daily log changes, and rules that are known by their name: <c>follow</c> goes the way of the change <c>lag</c> days ago, <c>hold</c> is always long, <c>never</c>
/// never trades, <c>broken</c> ends badly. It remembers what it was asked.
/// </summary>
internal sealed class SeriesHistory(double[] changes, double fee = 0.0002) : IMarketHistory
{
    private static readonly Timestamp Begin = Timestamp.FromUnixSeconds(1_577_836_800);

    public ConcurrentBag<HistoryWindow> Windows { get; private init; } = [];

    public ConcurrentBag<ulong> Seeds { get; private init; } = [];

    /// <summary>Called before each run.</summary>
    public Action<RuleDocument>? Running { get; init; }

    /// <summary>Called before each shuffle.</summary>
    public Action? Shuffling { get; init; }

    public string Id => "5e";

    public HistoryWindow Span => new(Begin, Begin + Duration.FromDays(changes.Length));

    public IReadOnlyList<string> Instruments => ["SIM.SERIES"];

    /// <summary>Changes of which each goes on with a share of the one before.</summary>
    public static double[] Changes(int seed, double correlation, int days = 2_000, double drift = 0)
    {
        Random random = new(seed);
        var series = new double[days];
        for (int i = 0; i < days; i++)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            series[i] = drift + (correlation * (i == 0 ? 0 : series[i - 1] - drift)) + (0.01 * normal);
        }

        return series;
    }

    public static Candidate Candidate(string rule, int lag = 1, string? template = "follow")
    {
        string text = $"name: {rule}\nbar: 1d\nparams:\n  lag: {{default: {lag}, min: 1, max: 50, step: 1}}\nentry_long: close > close[lag]\nsizing: {{quantity: 1}}\n";
        RuleDocument document = RuleText.Read(text).Document!;
        return new()
        {
            Source = RuleText.Format(document),
            Hash = RuleText.Id(document),
            Document = document,
            Proposer = "test",
            ProposerVersion = "1",
            Template = template,
            Parameters = new Dictionary<string, double> { ["lag"] = lag },
            ObservationHash = "0b",
        };
    }

    public BacktestOutcome Run(RuleDocument rules, HistoryWindow window, BacktestCosts costs, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        Running?.Invoke(rules);
        Windows.Add(window);
        int lag = (int)rules.Parameters[0].Default;
        List<double> returns = [];
        List<(Timestamp, double)> equity = [];
        (double growth, double peak, double drawdown, double position, long trades) = (1, 1, 0, 0, 0);
        for (int day = Day(window.Start); day < Day(window.End); day++)
        {
            double wanted = rules.Name switch { "follow" => day < lag ? 0 : Math.Sign(changes[day - lag]), "hold" => 1, _ => 0 };
            double one = (wanted * (Math.Exp(changes[day]) - 1)) - (fee * (double)costs.Fees * Math.Abs(wanted - position));
            if (wanted != position) { trades++; }
            position = wanted;
            growth *= 1 + one;
            peak = Math.Max(peak, growth);
            drawdown = Math.Max(drawdown, 1 - (growth / peak));
            returns.Add(one);
            equity.Add((Begin + Duration.FromDays(day + 1), growth));
        }

        return new()
        {
            Returns = returns, PeriodsPerYear = 365.25, TotalReturn = growth - 1, MaxDrawdown = drawdown, Trades = trades, Equity = equity,
            StateHash = "00000000000000aa", Failure = rules.Name == "broken" ? "it was stopped" : null,
        };
    }

    public IMarketHistory Shuffled(RuleDocument rules, HistoryWindow window, ulong seed)
    {
        Shuffling?.Invoke();
        Windows.Add(window);
        Seeds.Add(seed);
        double[] shuffled = [.. changes];
        Xoshiro256StarStar random = new(seed);
        Span<double> part = shuffled.AsSpan(Day(window.Start)..Day(window.End));
        for (int i = part.Length - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (part[i], part[other]) = (part[other], part[i]);
        }

        return new SeriesHistory(shuffled, fee) { Windows = Windows, Seeds = Seeds, Running = Running };
    }

    private static int Day(Timestamp time) => (int)((time - Begin).Nanoseconds / Duration.OneDay.Nanoseconds);
}
