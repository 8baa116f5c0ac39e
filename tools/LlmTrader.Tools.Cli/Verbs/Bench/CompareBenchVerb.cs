using System.CommandLine;
using LlmTrader.Perf.Latency.Reports;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Bench;

/// <summary><c>llmtrader bench compare</c></summary>
internal sealed class CompareBenchVerb : Verb
{
    private readonly Argument<string> _a = new("A.json") { Description = "The report that is the measure: report.json of `bench all`, or a benchmark's --json." };
    private readonly Argument<string> _b = new("B.json") { Description = "The report that is judged." };
    private readonly Option<decimal> _tolerance = OptionOf.Decimal("--tolerance", "%", "A change counts when its whole interval is beyond this.", 5, 1_000);
    private readonly Option<int> _confidence = OptionOf.Number("--confidence", "%", "Of each interval.", 95, 50, 99);

    public CompareBenchVerb()
        : base("compare", "Two benchmark reports against each other, in confidence intervals; exit 1 when something became worse.")
    {
        Arguments.Add(_a);
        Arguments.Add(_b);
        Options.Add(_tolerance);
        Options.Add(_confidence);
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Pairs the measurements of both by name. The change is Hodges and Lehmann's estimate, the median of the ratios of every run of B to every run of A; "
        + "its interval holds the changes that a Mann-Whitney test of the runs does not reject. Neither asks how runs are distributed, one wild run can't move them far, and the interval is exact with five runs; "
        + "it needs four of each at 95 %. A measurement is worse when its whole interval lies beyond the tolerance on the bad side.\n\n"
        + "An interval speaks of the runs within two sessions. What differs between the sessions, another neighbour or another place of the cores, looks like a change of the program: compare reports of one machine, taken one after the other, best several times. "
        + "Of a hundred intervals at 95 % some five miss, but each would have to miss by the tolerance to be called worse.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("llmtrader bench compare before/report.json after/report.json", "did a change make anything slower?"),
        new("llmtrader bench compare before.json after.json --tolerance 2 --confidence 99", "two benchmarks' --json, more strictly"),
    ];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        ReportDocument a = Read(arguments.GetValue(_a)!);
        ReportDocument b = Read(arguments.GetValue(_b)!);
        ReportComparison comparison = ReportComparison.Of(a, b, arguments.GetValue(_confidence) / 100.0, (double)arguments.GetValue(_tolerance) / 100);
        if (comparison.Measurements.Count == 0) { throw new UsageException("The two reports have no measurement in common."); }
        if (session.IsJson) { session.WriteJson(comparison); }
        else { Print(comparison, session); }
        return comparison.Worse == 0 ? ExitCode.Success : ExitCode.Finding;
    }

    private static ReportDocument Read(string file)
    {
        if (!File.Exists(file)) { throw new UsageException($"'{file}' is not there."); }
        try { return ReportDocument.Read(file); }
        catch (FormatException e) { throw new UsageException(e.Message, e); }
    }

    private static void Print(ReportComparison comparison, Session session)
    {
        foreach (string difference in comparison.Differences) { session.WriteLine($"Note: measured under other conditions, {difference}"); }
        PartPrinter.Print(comparison.Table(), session);
        if (comparison.OnlyInA.Count > 0) { session.WriteLine($"Only in A: {string.Join(", ", comparison.OnlyInA)}"); }
        if (comparison.OnlyInB.Count > 0) { session.WriteLine($"Only in B: {string.Join(", ", comparison.OnlyInB)}"); }
        session.WriteLine(
            $"{Figure.Count(comparison.Measurements.Count)} compared: {Count(ComparisonVerdict.Worse)} worse, {Count(ComparisonVerdict.Better)} better, {Count(ComparisonVerdict.NotShown)} not shown to differ by more than {Figure.Percent(comparison.Tolerance)}, {Count(ComparisonVerdict.TooFewRuns)} with too few runs");

        string Count(ComparisonVerdict verdict) => Figure.Count(comparison.Measurements.Count(one => one.Verdict == verdict));
    }
}
