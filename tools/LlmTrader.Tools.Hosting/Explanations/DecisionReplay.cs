using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Swaps;

namespace LlmTrader.Tools.Hosting.Explanations;

/// <summary>Runs the journal up to the event of a decision, through the unmodified stages, and looks at the rule set just before and after it.</summary>
internal sealed class DecisionReplay
{
    /// <summary>The set that decided; null when the journal did not come that far.</summary>
    public IRuleSet? RuleSet { get; private init; }

    /// <summary>What it had read of the instrument before the event; null of a set that can't tell.</summary>
    public ObservedDecision? Before { get; private init; }

    /// <summary>What it had read after the event.</summary>
    public ObservedDecision? After { get; private init; }

    /// <exception cref="RunException">The replay differs from the journal before it comes to the event.</exception>
    public static DecisionReplay Run(JournalDirectory journal, long sequence, InstrumentId instrument, string? activeId, CancellationToken cancel)
    {
        RunConfiguration configuration = RunConfiguration.FromJson(journal.Manifest.Configuration);
        InstrumentTable instruments = journal.Manifest.Instruments;
        EngineOptions options = configuration.ToOptions(instruments);
        RecordingRuleSetCompiler compiler = new(new RuleSetCompiler(instruments, options.Bars.Specs, RuleBackEnd.Interpreted));
        IRuleSet first = configuration.CreateRuleSet(instruments, RuleBackEnd.Interpreted);
        InlineReplay replay = new(options, first, outJournal: null, compiler);
        using JournalReader reader = new(journal);
        while (replay.NextSequence < sequence && replay.TryStep(reader))
        {
            if (replay.Divergence is { } divergence) { throw new RunException($"The replay differs from the journal before the order: {divergence}. `llmtrader replay` tells more."); }
            if (replay.NextSequence % 65_536 == 0) { cancel.ThrowIfCancellationRequested(); }
        }

        IRuleSet? active = activeId is null ? first : compiler.Made.LastOrDefault(made => made.RuleSet?.Id == activeId)?.RuleSet;
        IObservedRuleSet? observed = active as IObservedRuleSet;
        ObservedDecision? before = observed?.Observe(instrument);
        return replay.TryStep(reader) ? new DecisionReplay { RuleSet = active, Before = before, After = observed?.Observe(instrument) } : new DecisionReplay();
    }
}
