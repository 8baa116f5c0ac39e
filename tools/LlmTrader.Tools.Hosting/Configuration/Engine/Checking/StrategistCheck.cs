using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Strategist;
using LlmTrader.Tools.Hosting.Strategist.Evidence;
using LlmTrader.Tools.Hosting.Strategist.Schedules;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Whether a strategist can work as it is told.</summary>
internal static class StrategistCheck
{
    public static void Run(EngineConfiguration configuration, InstrumentTable? instruments, ConfigurationMistakes mistakes)
    {
        StrategistConfiguration strategist = configuration.Strategist;
        for (int i = 0; i < strategist.Schedule.Count; i++) { Schedule(strategist.Schedule[i], $"strategist.schedule[{i}]", mistakes); }
        Shares(strategist.Canary.Shares, mistakes);
        Files(configuration, strategist.Templates, "strategist.templates", "Name a rule-set file; `llmtrader rules check` tells whether it is sound.", File.Exists, mistakes);
        Files(configuration, strategist.Data, "strategist.data", "Name a journal's directory, such as one that `llmtrader import` made.", Directory.Exists, mistakes);
        Parts(strategist.Acceptance, mistakes);
        Place(configuration, mistakes);
        Thresholds(strategist.Acceptance, mistakes);
        Search(configuration, mistakes);
        Universe(strategist.Universe, instruments ?? KnownInstruments.Expected(configuration, mistakes), mistakes);
        if ((strategist.Enabled || strategist.Slot > 0) && !mistakes.Has("strategist.slot") && !mistakes.Has("rule_sets") && strategist.Slot >= configuration.RuleSets.Count)
        {
            mistakes.Add("strategist.slot", $"there is no rule set {strategist.Slot} in rule_sets, whose rules it could change.", configuration.RuleSets.Count == 0 ? "Add a rule set to begin with." : $"Write 0 to {configuration.RuleSets.Count - 1}.");
        }

        if (strategist.Enabled && configuration.RuleSets.Count > 1) { mistakes.Warn("strategist.probation", $"{configuration.RuleSets.Count} rule sets trade on one account, and probation measures what all of them earn: one may take back another's candidate.", "Give the strategist's slot an engine and an account of its own, where that matters."); }
    }

    // A name that nothing has would be found when the first decision begins.
    private static void Universe(IReadOnlyList<string> names, InstrumentTable? instruments, ConfigurationMistakes mistakes)
    {
        if (instruments is null || mistakes.Has("strategist.universe")) { return; }
        string[] known = [.. instruments.All.ToArray().Select(instrument => $"{instrument.Symbol}.{instrument.Venue}")];
        for (int i = 0; i < names.Count; i++)
        {
            string key = $"strategist.universe[{i}]", name = names[i];
            if (known.Contains(name) || mistakes.Has(key)) { continue; }
            string? meant = known.FirstOrDefault(one => one.StartsWith(name + ".", StringComparison.OrdinalIgnoreCase)) ?? known.FirstOrDefault(one => one.StartsWith(name, StringComparison.OrdinalIgnoreCase));
            mistakes.Add(key, $"the engine has no instrument '{ConfigurationNode.Shortened(name)}'.", $"Write SYMBOL.VENUE, such as {meant ?? known.FirstOrDefault() ?? "BTCUSDT.BINANCE"}.");
        }
    }

    private static void Schedule(string expression, string key, ConfigurationMistakes mistakes)
    {
        if (mistakes.Has(key)) { return; }
        try
        {
            _ = new CronSchedule([expression]);
        }
        catch (FormatException)
        {
            mistakes.Add(key, $"'{expression}' is no cron expression of Quartz.", "Write seconds, minutes, hours, day of month, month and day of week, one of the days being '?', such as 0 0 */4 * * ?.");
        }
    }

    private static void Shares(IReadOnlyList<Ratio> shares, ConfigurationMistakes mistakes)
    {
        const string key = "strategist.canary.shares";
        if (mistakes.Has(key)) { return; }
        bool isRising = shares.Zip(shares.Skip(1)).All(pair => pair.First.BasisPoints < pair.Second.BasisPoints);
        if (shares.Count is 0 or > 100 || shares[0].BasisPoints <= 0 || !isRising || shares[^1] != Ratio.Percent(100))
        {
            mistakes.Add(key, "shares that rise from above 0% to 100% are expected.", "Write [10%, 25%, 50%, 100%].");
        }
    }

    private static void Files(EngineConfiguration configuration, IReadOnlyList<string> paths, string key, string remedy, Func<string, bool> exists, ConfigurationMistakes mistakes)
    {
        for (int i = 0; i < paths.Count; i++)
        {
            string at = $"{key}[{i}]";
            if (!mistakes.Has(at) && !exists(Path.GetFullPath(paths[i], configuration.BaseDirectory))) { mistakes.Add(at, $"there is no '{paths[i]}'.", remedy); }
        }
    }

    private static void Place(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        if (mistakes.Has("strategist.directory") || mistakes.Has("journal.directory") || mistakes.Has("run_directory")) { return; }
        string own = configuration.Paths.Strategist;
        if (own == configuration.Paths.Journal || own == configuration.Paths.RunDirectory) { mistakes.Add("strategist.directory", "it is the engine's own.", "Write a directory that nothing else uses, such as strategist."); }
    }

    private static void Thresholds(AcceptanceConfiguration acceptance, ConfigurationMistakes mistakes)
    {
        if (mistakes.Has("strategist.acceptance")) { return; }
        foreach ((string property, string mistake) in acceptance.ToThresholds().Mistakes())
        {
            // What has no key of its own is what the parts leave over.
            string name = property == nameof(AcceptanceThresholds.EmbargoShare) ? nameof(AcceptanceConfiguration.OutOfSampleShare) : property;
            mistakes.Add($"strategist.acceptance.{JsonNamingPolicy.SnakeCaseLower.ConvertName(name)}", $"{mistake}.", "Leave it out for the default, which is right.");
        }
    }

    // The default search over the templates that come with the program needs no look.
    private static void Search(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        StrategistConfiguration strategist = configuration.Strategist;
        if (mistakes.Has("strategist.proposer") || mistakes.Has("strategist.templates") || (strategist.Templates.Count == 0 && strategist.Proposer == new ProposerConfiguration())) { return; }
        try
        {
            _ = ConfiguredProposer.Of(configuration);
        }
        catch (RunException error)
        {
            mistakes.Add("strategist.proposer", error.Message, "`llmtrader rules check` tells whether a template is sound; trials and method of strategist.proposer say how the templates are searched.");
        }
    }

    private static void Parts(AcceptanceConfiguration acceptance, ConfigurationMistakes mistakes)
    {
        int taken = acceptance.OutOfSampleShare.BasisPoints + acceptance.HoldOutShare.BasisPoints;
        if (taken > 9_000 && !mistakes.Has("strategist.acceptance")) { mistakes.Add("strategist.acceptance.hold_out_share", "less than a tenth of the history is left to search on.", "Lower out_of_sample_share or hold_out_share."); }
    }
}
