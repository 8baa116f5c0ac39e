using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Sweeps;

namespace LlmTrader.Tools.Hosting.Strategist.Evidence;

/// <summary>The history that judges candidates: the journals that the configuration names, or the engine's own as far as it has come.</summary>
internal sealed class StrategistHistory(EngineConfiguration configuration)
{
    private string? _decision;
    private SweepHistory? _opened;

    /// <summary>The history of a decision: the same through all of it, read anew for the next.</summary>
    public SweepHistory For(string decision, CancellationToken cancel)
    {
        if (_decision != decision || _opened is null)
        {
            _opened = null;    // Before the next is read: two may not fit into memory.
            IReadOnlyList<string> named = configuration.Strategist.Data;
            IReadOnlyList<string> data = named.Count > 0 ? [.. named.Select(path => Path.GetFullPath(path, configuration.BaseDirectory))] : [configuration.Paths.Journal];
            _opened = Open(data, cancel);
            _decision = decision;
        }

        return _opened;
    }

    /// <summary>The engine's own journal as it is now.</summary>
    public SweepHistory OfEngine(CancellationToken cancel) => Open([configuration.Paths.Journal], cancel);

    // A candidate is judged alone, with all of the account: its slot's share only scales what it does.
    private SweepHistory Open(IReadOnlyList<string> data, CancellationToken cancel)
    {
        MarketDataSet set = MarketDataSet.Open(data);
        return SweepHistory.Open(new SweepOptions { Data = data, Configuration = configuration.ToRun(set.Instruments) with { Slots = null }, AllowIncomplete = true }, cancel);
    }
}
