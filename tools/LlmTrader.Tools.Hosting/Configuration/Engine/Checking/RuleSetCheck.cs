using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Bars and rule sets: that bars can be built, files read and compiled, and shares add up.</summary>
internal static class RuleSetCheck
{
    public static void Run(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        Bars(configuration.Bars.Specs, "bars.specs", mistakes);
        if (!mistakes.Has("bars")) { CloseDelay(configuration.Bars, mistakes); }
        IReadOnlyList<RuleSetConfiguration> sets = configuration.RuleSets;
        if (sets.Count > RuleSetOptions.MaxSlots) { mistakes.Add("rule_sets", $"{sets.Count} are given; at most {RuleSetOptions.MaxSlots} decide side by side.", "Remove some of them."); }
        for (int i = 0; i < sets.Count; i++)
        {
            string path = $"rule_sets[{i}]";
            Bars(sets[i].Bars, $"{path}.bars", mistakes);
            if (mistakes.Has(path)) { continue; }
            if (sets.Take(i).Any(before => before.Name == sets[i].Name)) { mistakes.Add($"{path}.name", $"two rule sets are called '{sets[i].Name}'.", "Give one of them another name."); }
            Source(sets[i], path, configuration.BaseDirectory, mistakes);
        }

        if (!Enumerable.Range(0, sets.Count).Any(i => mistakes.Has($"rule_sets[{i}].share"))) { Shares(sets, mistakes); }
    }

    private static void CloseDelay(BarsConfiguration bars, ConfigurationMistakes mistakes)
    {
        BarSpec[] shorter = [.. bars.Specs.Select(BarSpec.Parse).Where(spec => spec.Aggregation == BarAggregation.Time && spec.Period.Nanoseconds < bars.CloseDelay.Ticks * TimeSpan.NanosecondsPerTick)];
        if (shorter.Length == 0) { return; }
        mistakes.Add("bars.close_delay", $"'{TimeSpanText.Format(bars.CloseDelay)}' is given, and a bar of {shorter[0]} ends before: it would close after the next one.", $"Write {shorter[0]} at most, or remove that bar.");
    }

    private static void Source(RuleSetConfiguration set, string path, string baseDirectory, ConfigurationMistakes mistakes)
    {
        if (set.File is null == set.Text is null)
        {
            mistakes.Add(path, set.File is null ? "neither file nor text is given." : "file and text are given; which of the two is meant can't be told.", "Write one of 'file: my-rules.yaml' and 'text: ma-cross:fast=10,slow=30,bar=1m,quantity=0.01'.");
            return;
        }

        if (set.File is null)
        {
            if (!RuleSets.IsBuiltIn(set.Text!)) { mistakes.Add($"{path}.text", $"'{ConfigurationNode.Shortened(set.Text!)}' begins with no built-in rule set.", $"Known: {RuleSets.Usage}. A document goes into a file of its own, named by file."); }
            return;
        }

        string file = Path.GetFullPath(set.File, baseDirectory);
        if (!File.Exists(file))
        {
            mistakes.Add($"{path}.file", $"there is no file '{ConfigurationNode.Shortened(set.File)}'.", "Paths stand against the directory of the configuration; sets to begin with lie in strategies/rulesets.");
            return;
        }

        Document(set, path, baseDirectory, mistakes);
    }

    private static void Document(RuleSetConfiguration set, string path, string baseDirectory, ConfigurationMistakes mistakes)
    {
        string source;
        try { source = EngineRuleSet.Read(set, baseDirectory).Source; }
        catch (Runs.RunException e)
        {
            mistakes.Add($"{path}.file", e.Message, "Mend its permissions, or name another file.");
            return;
        }

        RuleDiagnostic[] errors = [.. RuleText.Read(source, set.File!).Diagnostics.Where(diagnostic => diagnostic.Severity == RuleSeverity.Error)];
        if (errors.Length == 0) { return; }
        string first = errors[0].ToString().Split('\n')[0].Trim();
        if (first[^1] is not ('.' or '?')) { first += "."; }
        mistakes.Add($"{path}.file", $"the rule set has {errors.Length} mistake{(errors.Length == 1 ? "" : "s")}: {first}", $"`llmtrader rules check {set.File}` shows {(errors.Length == 1 ? "it" : "them")} with the line.");
    }

    private static void Shares(IReadOnlyList<RuleSetConfiguration> sets, ConfigurationMistakes mistakes)
    {
        if (sets.Count == 0) { return; }
        int sum = sets.Sum(set => set.Share?.BasisPoints ?? 0);
        int open = sets.Count(set => set.Share is null);
        int last = Enumerable.Range(0, sets.Count).LastOrDefault(i => sets[i].Share is not null);
        if (sum > 10_000) { mistakes.Add($"rule_sets[{last}].share", $"the shares add up to {new Ratio(sum)} of the capital.", "Lower them to 100% together."); }
        else if (open > 0 && sum > 10_000 - open)
        {
            int first = Enumerable.Range(0, sets.Count).First(i => sets[i].Share is null);
            mistakes.Add($"rule_sets[{first}].share", $"is left out, and the other shares leave {new Ratio(10_000 - sum)} of the capital for it.", "Lower the others, or remove this rule set.");
        }
    }

    private static void Bars(IReadOnlyList<string> specs, string path, ConfigurationMistakes mistakes)
    {
        HashSet<BarSpec> known = [];
        for (int i = 0; i < specs.Count; i++)
        {
            try
            {
                if (!known.Add(BarSpec.Parse(specs[i]))) { mistakes.Add($"{path}[{i}]", $"'{specs[i]}' is given twice.", "Remove one of the two."); }
            }
            catch (FormatException)
            {
                mistakes.Add($"{path}[{i}]", $"'{ConfigurationNode.Shortened(specs[i])}' is given; bars such as 10s, 5m, 1h or 1d that divide a day, 500t (trades), 1000v (volume) or 50000n (notional) are expected.", "Write one of these forms, without a space.");
            }
        }
    }
}
