using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Rules;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Swaps;

namespace LlmTrader.Tools.Hosting.Explanations;

/// <summary>Runs the journal up to the event of a decision, through the unmodified stages, and looks at the rule set just before and after it.</summary>
internal sealed class DecisionReplay
{
    /// <summary>The set that decided; null when the journal did not come that far.</summary>
    public IRuleSet? RuleSet { get; private init; }

    /// <summary>
    /// Its clauses and their parts that were looked at in the event, with how often they were and how often they were true: once for each
    /// instrument whose bar closed then. Empty for a set that is no document.
    /// </summary>
    public IReadOnlyList<ClauseShare> Clauses { get; private init; } = [];

    /// <exception cref="RunException">The replay differs from the journal before it comes to the event.</exception>
    public static DecisionReplay Run(JournalDirectory journal, long sequence, string? activeId, CancellationToken cancel)
    {
        RunConfiguration configuration = RunConfiguration.FromJson(journal.Manifest.Configuration);
        InstrumentTable instruments = journal.Manifest.Instruments;
        EngineOptions options = configuration.ToOptions(instruments);
        RecordingRuleSetCompiler compiler = new(new RuleSetCompiler(instruments, options.Bars.Specs));
        IRuleSet first = configuration.CreateRuleSet(instruments);
        InlineReplay replay = new(options, first, outJournal: null, compiler);
        using JournalReader reader = new(journal);
        while (replay.NextSequence < sequence && replay.TryStep(reader))
        {
            if (replay.Divergence is { } divergence) { throw new RunException($"The replay differs from the journal before the order: {divergence}. `llmtrader replay` tells more."); }
            if (replay.NextSequence % 65_536 == 0) { cancel.ThrowIfCancellationRequested(); }
        }

        IRuleSet? active = activeId is null ? first : compiler.Made.LastOrDefault(made => made.RuleSet?.Id == activeId)?.RuleSet;
        ClauseShare[] before = ClausesOf(active);
        if (!replay.TryStep(reader)) { return new DecisionReplay(); }
        ClauseShare[] after = ClausesOf(active);
        return new DecisionReplay
        {
            RuleSet = active,
            Clauses = [.. before.Zip(after).Where(pair => pair.Second.Evaluated > pair.First.Evaluated)
                .Select(pair => pair.Second with { Evaluated = pair.Second.Evaluated - pair.First.Evaluated, True = pair.Second.True - pair.First.True })],
        };
    }

    private static ClauseShare[] ClausesOf(IRuleSet? ruleSet) => ruleSet is DocumentRuleSet document ? [.. ClauseShare.Of(document.Clauses)] : [];
}
