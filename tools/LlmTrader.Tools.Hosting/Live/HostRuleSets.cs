using System.Diagnostics;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using Serilog;

namespace LlmTrader.Tools.Hosting.Live;

/// <summary>
/// Brings the configured rule sets into their slots, by the same events as every other swap: staged, compiled beside the path, activated.
/// A text that was brought before is left alone, so that a restart changes nothing of what operators did since; a changed one is a swap.
/// </summary>
internal sealed class HostRuleSets(TradingEngine engine, IReadOnlyList<EngineRuleSet> sets, BroughtRuleSets brought, ILogger log)
{
    /// <summary>A compilation takes milliseconds; what takes longer than this will not come.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);

    private readonly IReadOnlyList<(StrategyId Slot, EngineRuleSet Set)> _missing =   // Asked before the start: afterwards it is the stage's own.
        [.. sets.Select((set, slot) => (new StrategyId((ushort)slot), set))
            .Where(pair => !brought.Has(pair.Item1.Value, pair.set.Source) && ActiveSourceOf(engine.Stages.Signals.Slots[pair.Item1.Value]) != pair.set.Source)];

    /// <summary>After the start, on the caller's thread.</summary>
    /// <returns>Whether every slot runs what it should.</returns>
    public bool Bring(InstrumentTable instruments, IReadOnlyList<BarSpec> bars, CancellationToken cancel)
    {
        bool areAllThere = true;
        foreach ((StrategyId slot, EngineRuleSet set) in _missing) { areAllThere &= Bring(slot, set, set.Compile(instruments, bars).WarmUpBars, cancel); }
        return areAllThere;
    }

    private bool Bring(StrategyId id, EngineRuleSet set, int warmUpBars, CancellationToken cancel)
    {
        RuleSetSlot slot = engine.Stages.Signals.Slots[id.Value];
        int setId = 1 + engine.Stages.Signals.Slots.Max(other => Math.Max(other.ActiveSetId, Math.Max(other.PreviousSetId, other.StagedSetId)));
        if (!engine.RuleSets.Stage(id, setId, set.Source, warmUpBars) || !Await(() => slot.StagedSetId == setId, cancel))
        {
            log.Error("Rule set {Name} did not become ready in slot {Slot}: {Reason}", set.Name, id.Value, engine.RuleSets.LastError ?? "it was not answered in time");
            return false;
        }

        if (!engine.RuleSets.TryActivate(id, setId) || !Await(() => slot.ActiveSetId == setId, cancel))
        {
            log.Error("Rule set {Name} could not be activated in slot {Slot}.", set.Name, id.Value);
            return false;
        }

        brought.Add(id.Value, set.Source);
        log.Information("Rule set {Name} decides in slot {Slot} (set {Id}).", set.Name, id.Value, setId);
        return true;
    }

    private static string? ActiveSourceOf(RuleSetSlot slot) => slot.Find(slot.ActiveSetId)?.Source;

    private bool Await(Func<bool> condition, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (cancel.IsCancellationRequested || engine.Stopped.IsCancellationRequested || Stopwatch.GetElapsedTime(start) > Patience) { return false; }
            Thread.Sleep(Poll);
        }

        return true;
    }
}
