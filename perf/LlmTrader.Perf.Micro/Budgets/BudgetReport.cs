using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Perf.Latency.Reports;

namespace LlmTrader.Perf.Micro.Budgets;

/// <summary>What a check of the budgets came to, for people, for programs, and as new budgets.</summary>
internal static class BudgetReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>A line for each benchmark, and below them one for each finding.</summary>
    public static void WriteTable(BudgetResult result, IReadOnlyDictionary<string, Budget> budgets, TextWriter output)
    {
        int width = Math.Max(9, result.Costs.Select(cost => cost.Name.Length).DefaultIfEmpty().Max());
        bool isTimed = result.Costs.Any(cost => cost.Ratios.Count > 0);
        output.WriteLine($"{"Benchmark".PadRight(width)} {"bytes",10} {"budget",10}{(isTimed ? $" {"ns",10} {"ratio",10} {"budget",10}" : "")}");
        foreach (BenchmarkCost cost in result.Costs)
        {
            Budget? budget = budgets.GetValueOrDefault(cost.Name);
            output.Write($"{cost.Name.PadRight(width)} {Number(cost.Bytes),10} {Number(budget?.Bytes),10}");
            output.WriteLine(isTimed ? $" {Number(Median(cost.Nanoseconds)),10} {Number(Median(cost.Ratios)),10} {Number(budget?.Ratio),10}" : "");
        }

        output.WriteLine();
        foreach (BudgetFinding finding in result.Findings) { output.WriteLine($"{finding.Name}: {finding.Text}"); }
        output.WriteLine($"{result.Costs.Count} benchmarks, {result.Findings.Count} findings");
    }

    /// <summary>The same, and the figures in the shape that all benchmarks share.</summary>
    public static void WriteJson(BudgetResult result, IReadOnlyDictionary<string, Budget> budgets, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        new
        {
            result.Findings,
            Budgets = result.Costs.Select(cost => budgets.GetValueOrDefault(cost.Name)).OfType<Budget>(),
            Measurements = result.Costs.SelectMany(Measurements),
        },
        Json));

    /// <summary>The budgets that the costs ask for, as a file.</summary>
    public static void WritePinned(BudgetResult result, TextWriter output)
    {
        output.WriteLine(BudgetFile.Header);
        foreach (BenchmarkCost cost in result.Costs) { output.WriteLine(Budget.Of(cost, Median(cost.Ratios)!.Value)); }
    }

    private static IEnumerable<Measurement> Measurements(BenchmarkCost cost)
    {
        yield return new Measurement($"micro.{cost.Name}.allocated", "bytes", Better.Lower, [cost.Bytes]);
        if (cost.Ratios.Count == 0) { yield break; }
        yield return new Measurement($"micro.{cost.Name}.time", "ns", Better.Lower, cost.Nanoseconds);
        yield return new Measurement($"micro.{cost.Name}.ratio", "reference steps", Better.Lower, cost.Ratios);
    }

    private static double? Median(IReadOnlyList<double> runs) => runs.Count == 0 ? null : MedianSpread.From([.. runs]).Median;

    private static string Number(double? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "-";
}
