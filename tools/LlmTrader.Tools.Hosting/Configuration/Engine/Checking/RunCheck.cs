using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>What only the engine itself can say of a configuration in which all else is right.</summary>
internal static class RunCheck
{
    public static void Run(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        if (!mistakes.IsEmpty || KnownInstruments.Of(configuration, mistakes) is not { } instruments) { return; }
        if (!Compile(configuration, instruments, mistakes)) { return; }
        try
        {
            configuration.ToRun(instruments).ToOptions(instruments);
            configuration.Journal.ToWriterOptions();
        }
        catch (ConfigurationException e)
        {
            foreach (ConfigurationMistake mistake in e.Mistakes) { mistakes.Add(mistake.Key, mistake.Problem, mistake.Remedy); }
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or Runs.RunException)
        {
            mistakes.Add(KeyOf(e.Message), $"the engine can't be run so: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", "Change what the sentence names.");
        }
    }

    private static bool Compile(EngineConfiguration configuration, InstrumentTable instruments, ConfigurationMistakes mistakes)
    {
        IReadOnlyList<EngineRuleSet> sets = EngineRuleSet.ReadAll(configuration);
        BarSpec[] bars = EngineRun.BarsOf(configuration, sets);
        for (int i = 0; i < sets.Count; i++)
        {
            try
            {
                sets[i].Compile(instruments, bars);
            }
            catch (ArgumentException e)
            {
                bool isFile = configuration.RuleSets[i].File is not null;
                mistakes.Add($"rule_sets[{i}].{(isFile ? "file" : "text")}", Problem(e.Message), isFile ? "Mend the rule set, or trade the instruments that it names." : $"Known: {RuleSets.Usage}.");
            }
        }

        return mistakes.IsEmpty;
    }

    // "Rule set 'TEXT': what is wrong. Known: …": the text stands in the file, and what is known in the remedy.
    private static string Problem(string message)
    {
        string line = message.ReplaceLineEndings(" ").Split(" Known: ")[0];
        int at = line.StartsWith("Rule set '", StringComparison.Ordinal) ? line.IndexOf("': ", StringComparison.Ordinal) : -1;
        return $"{(at < 0 ? line : line[(at + "': ".Length)..]).TrimEnd('.')}.";
    }

    private static string KeyOf(string message) =>
        message.StartsWith("Bar option", StringComparison.Ordinal) ? "bars"
        : message.StartsWith("Rule-set option", StringComparison.Ordinal) ? "rule_sets"
        : message.StartsWith("Account", StringComparison.Ordinal) || message.Contains("leverage", StringComparison.OrdinalIgnoreCase) ? "accounts"
        : message.StartsWith("Venue", StringComparison.Ordinal) ? "fills"
        : message.StartsWith("Risk", StringComparison.Ordinal) ? "risk" : "";
}
