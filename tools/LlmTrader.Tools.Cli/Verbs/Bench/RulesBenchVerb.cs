using System.CommandLine;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Rules;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Runs;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench rules</c></summary>
internal sealed class RulesBenchVerb : Verb
{
    private const string Shipped = "strategies/rulesets";

    private readonly Option<int> _runs = OptionOf.Number("--runs", "N", "Counted runs, after five that warm up.", 10, 1, 1_000);
    private readonly Option<int> _bars = OptionOf.Number("--bars", "N", "Bars of each measurement.", 200_000, 10_000, 100_000_000);
    private readonly Option<string?> _rulesets = OptionOf.Text("--rulesets", "DIR", $"The directory of the documents whose compile is timed; {Shipped} below the current one when left out.");

    public RulesBenchVerb()
        : base("rules", "Rule sets: cost of a closed bar, compiled against interpreted and streaming indicators against plain ones, and compile times.")
    {
        Options.Add(_runs);
        Options.Add(_bars);
        Options.Add(_rulesets);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "A rule set with 20 indicators out of every family takes in bar after bar: indicators, clauses, stops and orders, on one thread, by compiled code and by the interpreter in turn. "
        + "Expressions alone are the same clauses with the bar's own values in the place of the indicators, whose cost is the same in both. "
        + "Indicators alone are those of the set that have a window, updated bar by bar, and as their definitions read: the whole series at once, each window summed anew; both were the same at every bar before they are timed. "
        + "A ratio is the median of the ratios within the runs. A compile goes from the text to machine code that has run once, as a staging does.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench rules", "the shipped rule sets, from the project's directory"),
        new("llmtrader bench rules --rulesets my-rules --runs 30", "your own documents"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        RulesBenchmarkOptions options = new()
        {
            Runs = arguments.GetValue(_runs),
            Bars = arguments.GetValue(_bars),
            Documents = Documents(arguments.GetValue(_rulesets) ?? Shipped),
        };
        RulesBenchmarkResult result = session.WithProgress("bench rules", report => RulesBenchmark.Run(options, (done, all) => report(done, all)));
        if (session.IsJson) { session.WriteJson(result); }
        else { Print(options, result, session); }
        return ExitCode.Success;
    }

    private static (string Name, string Text)[] Documents(string directory)
    {
        string[] files = Directory.Exists(directory) ? [.. Directory.GetFiles(directory, "*.yaml").Order(StringComparer.Ordinal)] : [];
        if (files.Length == 0) { throw new RunException($"'{directory}' holds no *.yaml; name a directory of rule-set documents with --rulesets."); }
        return [.. files.Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file)))];
    }

    private static void Print(RulesBenchmarkOptions options, RulesBenchmarkResult result, Session session)
    {
        session.WriteLine($"runs: {options.Runs} of {Figure.Count(options.Bars)} bars, one thread; the set with 20 indicators sent {Figure.Count(result.Orders)} orders in each");
        session.Write(Twins(result.WholeSet, result.Expression));
        session.Write(Twins(result.Indicators));
        Table compiles = Tables.Figures("Compile", "nodes", "indicators", "median", "min", "max");
        foreach (CompileRow row in result.Compiles)
        {
            compiles.Row(row.Name, Figure.Count(row.Nodes), Figure.Count(row.Indicators), Ns(row.CompileNs.Median), Ns(row.CompileNs.Min), Ns(row.CompileNs.Max));
        }

        session.Write(compiles);
        Table goals = Tables.Figures("Goal", "is", "");
        Goal(goals, $"a closed bar of 20 indicators costs at most {Ns(RulesBenchmarkResult.BarGoalNs)} compiled", Ns(result.WholeSet.FastNs.Median), result.IsBarGoalMet);
        Goal(goals, $"expressions alone are at least {Figure.Times(RulesBenchmarkResult.RatioGoal)} as fast compiled", Figure.Times(result.Expression.Ratio.Median), result.IsRatioGoalMet);
        Goal(goals, $"each document compiles in under {Ns(RulesBenchmarkResult.CompileGoalNs)}", $"{Ns(result.Compiles.Max(row => row.CompileNs.Median))} at most", result.IsCompileGoalMet);
        session.Write(goals);
    }

    // Of rows whose two ways are called the same.
    private static Table Twins(params ReadOnlySpan<TwinRow> rows)
    {
        Table table = Tables.Figures("A closed bar", rows[0].Fast, "min", "max", rows[0].Plain, "min", "max", "times as fast", "min", "max");
        foreach (TwinRow row in rows) { table.Row([row.Name, .. Cells(row.FastNs, Ns), .. Cells(row.PlainNs, Ns), .. Cells(row.Ratio, Figure.Times)]); }
        return table;
    }

    private static string[] Cells(MedianSpread runs, Func<double, string> text) => [text(runs.Median), text(runs.Min), text(runs.Max)];

    private static void Goal(Table table, string goal, string found, bool isMet) => table.Row(goal, found, isMet ? "met" : "NOT MET");

    private static string Ns(double ns) => Figure.Nanoseconds(ns);
}
