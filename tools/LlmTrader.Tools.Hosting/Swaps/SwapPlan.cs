using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Strategies.Rules;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Swaps;

/// <summary>A swap with what only a run knows of it.</summary>
/// <param name="SetId">The id that it is staged under.</param>
/// <param name="WarmUpBars">Bars that the compiled set needs, in this run's instruments and bars.</param>
/// <param name="Swap">What is to be swapped in, and where.</param>
public sealed record PlannedSwap(int SetId, int WarmUpBars, ScheduledSwap Swap);

/// <summary>The swaps of one run, in order; all of them in the first slot, each under an id of its own.</summary>
public sealed class SwapPlan
{
    private SwapPlan(IReadOnlyList<PlannedSwap> swaps) => Swaps = swaps;

    /// <summary>The slot of a run that has one rule set.</summary>
    public static StrategyId Slot => default;

    public IReadOnlyList<PlannedSwap> Swaps { get; }

    /// <summary>
    /// Compiles each set once, so that what can't be staged is known before the run. Throws <see cref="RunException"/> that
    /// says what can't be used: a set that does not fit the run's instruments, or swaps out of order.
    /// </summary>
    /// <param name="swaps">In the order in which they are to happen.</param>
    /// <param name="instruments">The run's.</param>
    /// <param name="barSpecs">The bars that the run's engine builds.</param>
    public static SwapPlan Compile(IReadOnlyList<ScheduledSwap> swaps, InstrumentTable instruments, IReadOnlyList<BarSpec> barSpecs)
    {
        ArgumentNullException.ThrowIfNull(swaps);
        RequireOrder(swaps);
        return new SwapPlan([.. swaps.Select((swap, index) => new PlannedSwap(index + 1, WarmUpOf(swap, instruments, barSpecs), swap))]);   // 0 is the first set.
    }

    /// <summary>How many of the rollbacks lie before a swap of the plan: the engine's answers do not name them.</summary>
    public int RollbacksBefore(PlannedSwap swap) => Swaps.TakeWhile(planned => planned != swap).Count(planned => planned.Swap.IsRollback);

    /// <summary>A configuration as the run records it: with the swaps, and with enough bars kept that each set starts warm.</summary>
    public RunConfiguration Record(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (Swaps.Count == 0) { return configuration; }
        int longest = Swaps.Max(swap => swap.WarmUpBars);
        return configuration with
        {
            Swaps = [.. Swaps.Select(planned => new SwapConfiguration
            {
                Name = planned.Swap.Name,
                RuleSetId = planned.Swap.RuleSetId,
                Sequence = planned.Swap.Place.Sequence,
                Time = planned.Swap.Place.Time?.Nanoseconds,
            })],
            RetainedBars = longest > new RuleSetOptions().RetainedBars ? longest : configuration.RetainedBars,
        };
    }

    /// <summary>For an inline engine; good for one run.</summary>
    public RuleSetSchedule ToSchedule()
    {
        RuleSetSchedule schedule = new();
        foreach (PlannedSwap planned in Swaps)
        {
            EngineEvent[] events = planned.Swap.IsRollback ? [RuleSetEvents.Rollback(Slot)] :
            [
                .. RuleSetEvents.Stage(Slot, planned.SetId, planned.Swap.Source, planned.WarmUpBars), RuleSetEvents.Activate(Slot, planned.SetId),
            ];
            if (planned.Swap.Place.Sequence is { } sequence) { schedule.AtSequence(sequence, events); }
            else { schedule.At(planned.Swap.Place.Time!.Value, events); }
        }

        return schedule;
    }

    private static int WarmUpOf(ScheduledSwap swap, InstrumentTable instruments, IReadOnlyList<BarSpec> barSpecs) =>
        swap.IsRollback ? 0
        : RuleSets.TryCreateFromText(swap.Source, swap.File, instruments, barSpecs, out IRuleSet? ruleSet, out string? error) ? ruleSet.WarmUpBars : throw new RunException(error);

    // A swap waits for those ahead of it, so one that lies before them would silently come too late.
    private static void RequireOrder(IReadOnlyList<ScheduledSwap> swaps)
    {
        for (int i = 1; i < swaps.Count; i++)
        {
            ScheduledSwap? later = swaps.Take(i).LastOrDefault(ahead => swaps[i].Place.IsBefore(ahead.Place));
            if (later is not null) { throw OutOfOrder(swaps[i], later); }
        }
    }

    private static RunException OutOfOrder(ScheduledSwap swap, ScheduledSwap ahead) =>
        new($"the swap to '{swap.File}' at {swap.Place} is named after that to '{ahead.File}' at {ahead.Place} and lies before it; name swaps in the order in which they are to happen.");
}
