using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Ledger.Strategist;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Projections;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary>The strategist's journal on its way into PostgreSQL.</summary>
internal sealed class StrategistRun : IDisposable, IAsyncDisposable
{
    public StrategistRun(string directory, JournalDirectory journal, LedgerOptions ledger, PumpOptions options, Action<string> tell)
    {
        Sink = new StrategistSink(ledger);
        Pump = new StrategistPump(directory, journal, Sink, options, tell);
    }

    public StrategistSink Sink { get; }

    public StrategistPump Pump { get; }

    /// <summary>How far it is, in a sentence.</summary>
    public override string ToString()
    {
        StrategistPumpStatus status = Pump.Status;
        string place = $"{StrategistPump.Name}: {Figure.Count(status.Sequence)} records";
        return status.Error is { } error ? $"{place}; stands still: {error}" : place;
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        Pump.Dispose();
        await Sink.DisposeAsync();
    }
}
