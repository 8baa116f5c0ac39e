using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Recovery;

/// <summary>The run that a journal is of: with this the same events make the same decisions again.</summary>
public sealed class JournaledRun
{
    private readonly Func<IRuleSet> _createRuleSet;

    private JournaledRun(JournalDirectory directory, EngineOptions options, Func<IRuleSet> createRuleSet)
    {
        Directory = directory;
        Options = options;
        _createRuleSet = createRuleSet;
    }

    public JournalDirectory Directory { get; }

    /// <summary>What the engine's decisions depend on besides the events.</summary>
    public EngineOptions Options { get; }

    /// <summary>Opens a journal whose manifest tells the run. Changes nothing.</summary>
    /// <exception cref="RunException">It holds no run, or one that was made under other rules than this program's.</exception>
    /// <exception cref="Persistence.Journal.Platform.JournalIOException">There is none, or it can't be read.</exception>
    /// <exception cref="JournalFormatException">Its manifest is damaged.</exception>
    public static JournaledRun Open(string journal)
    {
        JournalDirectory directory = JournalDirectory.Open(journal);
        JournalManifest manifest = directory.Manifest;
        if (!manifest.Configuration.TryGetProperty("strategy", out _))
        {
            throw new RunException($"'{journal}' holds imported market data and no run; use 'llmtrader backtest --data {journal}', or 'llmtrader journal verify {journal}' to check the files.");
        }

        RefuseOtherSemantics(directory);
        RunConfiguration configuration = RunConfiguration.FromJson(manifest.Configuration);
        return new JournaledRun(directory, configuration.ToOptions(manifest.Instruments), () => configuration.CreateRuleSet(manifest.Instruments)) { InitialSource = configuration.Rules ?? configuration.Strategy };
    }

    /// <summary>A run that its manifest does not tell, since a program of its own makes the rule set.</summary>
    /// <param name="directory">The journal.</param>
    /// <param name="options">What the engine was begun with; others are other decisions.</param>
    /// <param name="createRuleSet">Makes the rule set that the run began with, fresh each time.</param>
    /// <exception cref="RunException">It was made under other rules than this program's.</exception>
    public static JournaledRun Of(JournalDirectory directory, EngineOptions options, Func<IRuleSet> createRuleSet)
    {
        ArgumentNullException.ThrowIfNull(directory);
        RefuseOtherSemantics(directory);
        return new JournaledRun(directory, options, createRuleSet);
    }

    /// <summary>The rule set that the run began with, fresh.</summary>
    public IRuleSet CreateRuleSet() => _createRuleSet();

    /// <summary>The text of the rule set that the run began with: its document, or a built-in one's; null when the manifest does not tell.</summary>
    public string? InitialSource { get; private init; }

    /// <summary>For the rule sets that were swapped in.</summary>
    public IRuleSetCompiler CreateCompiler() => new RuleSetCompiler(Directory.Manifest.Instruments, Options.Bars.Specs);

    // Damaged ones are for the recovery to judge.
    private static IReadOnlyList<JournalEpoch> EpochsOf(JournalDirectory directory)
    {
        try { return directory.ReadEpochs(); }
        catch (JournalFormatException) { return []; }
    }

    private static void RefuseOtherSemantics(JournalDirectory directory)
    {
        RefuseOtherSemantics(directory.Path, directory.Manifest.EngineSemantics, directory.Manifest.ProgramVersion);
        foreach (JournalEpoch epoch in EpochsOf(directory)) { RefuseOtherSemantics(directory.Path, epoch.EngineSemantics, epoch.ProgramVersion); }
    }

    private static void RefuseOtherSemantics(string journal, int semantics, string program)
    {
        if (semantics == EngineSemantics.Version) { return; }
        throw new RunException(
            $"'{journal}' was written under engine semantics {semantics} ({program}), this program has {EngineSemantics.Version}: the same events would become other decisions. "
            + $"Drain it with the program that wrote it: stop that engine clean, then `llmtrader journal snapshot {journal}` and `llmtrader backup create {journal} --to FILE`. Then begin a new journal with this program; "
            + $"or execute the market data again under the rules of this one: `llmtrader backtest --data {journal} --strategy … --journal NEW`.");
    }
}
