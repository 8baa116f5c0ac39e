using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Journal;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Queries;

/// <summary>Runs the engine's bars stage, and nothing else of it, over a journal's events.</summary>
internal sealed class ClosedBarReader
{
    /// <summary>One event closes no more.</summary>
    private const int Capacity = 1 << 16;

    private readonly StageBuffer<ClosedBar> _closed;
    private readonly BarsStage _stage;
    private StageRange _range;

    /// <exception cref="RunException">The journal's configuration is not one of this program's runs.</exception>
    public ClosedBarReader(JournalManifest manifest)
    {
        EngineOptions options;
        try { options = RunConfiguration.FromJson(manifest.Configuration).ToOptions(manifest.Instruments); }
        catch (JsonException) { throw new RunException("The journal is not one of a run, so nobody knows how it made bars; `llmtrader journal cat --kind bar` prints those that it holds."); }
        _closed = new StageBuffer<ClosedBar>(Capacity);
        _stage = new BarsStage(options, _closed, new JournaledTimers());
    }

    /// <summary>A bar that the last event closed.</summary>
    public ClosedBar this[int index] => _closed.At(_range, index);

    /// <summary>Takes the next event and returns how many bars it closed.</summary>
    public int Read(ref EngineEvent e)
    {
        _stage.OnEvent(ref e);
        _range = e.ClosedBars;
        return _range.Count;
    }

    // Those that fired are in the journal.
    private sealed class JournaledTimers : ITimerPort
    {
        public void Request(TimerId id, Timestamp due)
        {
        }
    }
}
