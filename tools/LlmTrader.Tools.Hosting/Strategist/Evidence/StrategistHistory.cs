using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Sweeps;

namespace LlmTrader.Tools.Hosting.Strategist.Evidence;

/// <summary>The history that judges candidates: the journals that the configuration names, or the engine's own as far as it has come.</summary>
/// <param name="configuration">Checked.</param>
/// <param name="memory">Knows how far a decision looks that was begun before a restart.</param>
internal sealed class StrategistHistory(EngineConfiguration configuration, SearchMemory memory)
{
    private string? _decision;
    private IMarketHistory? _opened;

    /// <summary>The history of a decision: the same through all of it, over a restart too, and read anew for the next.</summary>
    public IMarketHistory For(string decision, CancellationToken cancel)
    {
        if (_decision != decision || _opened is null)
        {
            _opened = null;    // Before the next is read: two may not fit into memory.
            SweepHistory all = Open(configuration, SweepOptions.DefaultMaxBytes, cancel);
            _opened = memory.Find(decision) is { } known && known.Span != all.Span ? new LimitedHistory(all, known.Span) : all;
            _decision = decision;
        }

        return _opened;
    }

    /// <summary>The engine's own journal as it is now.</summary>
    public SweepHistory OfEngine(CancellationToken cancel) => Open(configuration, [configuration.Paths.Journal], SweepOptions.DefaultMaxBytes, cancel);

    /// <summary>All of it, as far as it has come.</summary>
    /// <param name="configuration">Checked.</param>
    /// <param name="maxBytes">That it may take in memory.</param>
    /// <param name="cancel">As asked.</param>
    public static SweepHistory Open(EngineConfiguration configuration, long maxBytes, CancellationToken cancel)
    {
        IReadOnlyList<string> named = configuration.Strategist.Data;
        return Open(configuration, named.Count > 0 ? [.. named.Select(path => Path.GetFullPath(path, configuration.BaseDirectory))] : [configuration.Paths.Journal], maxBytes, cancel);
    }

    // A candidate is judged alone, with all of the account: its slot's share only scales what it does.
    private static SweepHistory Open(EngineConfiguration configuration, IReadOnlyList<string> data, long maxBytes, CancellationToken cancel)
    {
        MarketDataSet set = MarketDataSet.Open(data);
        return SweepHistory.Open(new SweepOptions { Data = data, Configuration = configuration.ToRun(set.Instruments) with { Slots = null }, MaxBytes = maxBytes, AllowIncomplete = true }, cancel);
    }
}
