using System.Globalization;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Micro.Budgets;

/// <summary>What is not as it was pinned.</summary>
/// <param name="Name">The benchmark's.</param>
/// <param name="Text">What is wrong with it.</param>
internal sealed record BudgetFinding(string Name, string Text);

/// <param name="Costs">By name.</param>
/// <param name="Findings">Empty when all is within its budget.</param>
internal sealed record BudgetResult(IReadOnlyList<BenchmarkCost> Costs, IReadOnlyList<BudgetFinding> Findings);

/// <summary>Compares what benchmarks cost with what they may.</summary>
internal static class BudgetCheck
{
    /// <summary>Measures all benchmarks; one without a budget is a finding, and so is a budget without a benchmark.</summary>
    /// <param name="benchmarks">Which.</param>
    /// <param name="budgets">By name.</param>
    /// <param name="runs">Of the time, whose budgets are then compared with the median; 0 measures bytes alone.</param>
    /// <param name="onDone">Hears of progress as (done, all).</param>
    public static BudgetResult Run(IReadOnlyList<BenchmarkCase> benchmarks, IReadOnlyDictionary<string, Budget> budgets, int runs, Action<int, int>? onDone = null)
    {
        ArgumentNullException.ThrowIfNull(benchmarks);
        ArgumentNullException.ThrowIfNull(budgets);
        List<BenchmarkCost> costs = [];
        List<BudgetFinding> findings = [];
        foreach (BenchmarkCase benchmark in benchmarks)
        {
            Budget? budget = budgets.GetValueOrDefault(benchmark.Name);
            BenchmarkCost cost = BudgetMeter.Measure(benchmark, budget?.Bytes ?? 0, runs);
            costs.Add(cost);
            findings.AddRange(Judge(cost, budget));
            onDone?.Invoke(costs.Count, benchmarks.Count);
        }

        HashSet<string> names = [.. benchmarks.Select(one => one.Name)];
        findings.AddRange(budgets.Keys.Where(name => !names.Contains(name)).Order(StringComparer.Ordinal).Select(name => new BudgetFinding(name, "has a budget and no benchmark")));
        return new BudgetResult(costs, findings);
    }

    /// <summary>What is wrong with a cost.</summary>
    public static IEnumerable<BudgetFinding> Judge(BenchmarkCost cost, Budget? budget)
    {
        ArgumentNullException.ThrowIfNull(cost);
        if (budget is null)
        {
            yield return new BudgetFinding(cost.Name, "has no budget: pin one");
            yield break;
        }

        if (cost.Bytes > budget.Bytes) { yield return new BudgetFinding(cost.Name, string.Create(CultureInfo.InvariantCulture, $"allocates {cost.Bytes:0.###} bytes per operation, the budget is {budget.Bytes}")); }
        if (cost.Ratios.Count == 0) { yield break; }
        double ratio = MedianSpread.From([.. cost.Ratios]).Median;
        if (ratio > budget.Ratio) { yield return new BudgetFinding(cost.Name, string.Create(CultureInfo.InvariantCulture, $"takes {ratio:0.##} steps of the reference loop, the budget is {budget.Ratio}")); }
    }
}
