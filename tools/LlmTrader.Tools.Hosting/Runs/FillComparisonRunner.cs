using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Events;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>One way to fill orders: a queue model's text, or <c>touch</c>.</summary>
/// <param name="Name">For tables.</param>
/// <param name="Configuration">Of the whole run.</param>
public sealed record FillVariant(string Name, RunConfiguration Configuration)
{
    /// <summary>Fills whenever the market touches the limit: no queue model, and the most that any of them can give.</summary>
    public const string Touch = "touch";

    /// <summary>From the strictest to the most generous.</summary>
    public static IReadOnlyList<string> Known => ["none", "risk-averse", "power:2", "power:3", "power2:2", "power3:3", "log", "log2", Touch];

    /// <summary>The run of <paramref name="configuration"/> with another way to fill resting orders.</summary>
    public static FillVariant Of(RunConfiguration configuration, string name)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new FillVariant(name, configuration with { Queue = name == Touch || name == "none" ? null : name, FillOnTouch = name == Touch });
    }
}

/// <summary>Runs the same strategy over the same data under several ways to fill, one after the other.</summary>
public sealed class FillComparisonRunner
{
    private readonly (FillVariant Variant, BacktestRunner Runner)[] _runs;
    private int _done;

    /// <summary>Opens the data. Throws as <see cref="BacktestRunner"/> does.</summary>
    public FillComparisonRunner(IReadOnlyList<string> data, IReadOnlyList<FillVariant> variants, bool allowIncomplete = false, DatedFiles? dated = null) =>
        _runs = [.. variants.Select(variant => (variant, new BacktestRunner(new BacktestOptions { Data = data, Configuration = variant.Configuration, AllowIncomplete = allowIncomplete, Dated = dated ?? new DatedFiles() })))];

    /// <summary>Events sequenced so far, of all runs; another thread may read it for a progress line.</summary>
    public long Progress => _runs.Take(Volatile.Read(ref _done) + 1).Sum(run => run.Runner.Progress);

    /// <summary>The result of each variant, in their order. All configurations are looked at before the first run begins.</summary>
    public IReadOnlyList<(FillVariant Variant, BacktestResult Result)> Run(CancellationToken cancel = default)
    {
        foreach ((_, BacktestRunner runner) in _runs) { runner.Validate(); }
        List<(FillVariant, BacktestResult)> results = [];
        foreach ((FillVariant variant, BacktestRunner runner) in _runs)
        {
            results.Add((variant, runner.Run(cancel)));
            Volatile.Write(ref _done, Math.Min(results.Count, _runs.Length - 1));
        }

        return results;
    }
}
