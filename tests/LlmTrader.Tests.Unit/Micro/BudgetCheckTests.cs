using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Perf.Micro.Benchmarks;
using LlmTrader.Perf.Micro.Budgets;

namespace LlmTrader.Tests.Unit.Micro;

/// <summary>A budget is kept, or whoever breaks it hears of it by name.</summary>
public sealed class BudgetCheckTests
{
    private static readonly IReadOnlyDictionary<string, Budget> Pinned = BudgetFile.Read(BudgetFile.Pinned);

    [Theory]
    [InlineData("risk")]
    [InlineData("accounts")]
    public void The_engines_handlers_keep_theirs(string handler) => Assert.Empty(Check(typeof(HandlerBenchmarks), $"handler.{handler}").Findings);

    [Fact]
    public void An_allocation_that_somebody_adds_breaks_it()
    {
        BudgetResult result = Check(typeof(WithAnAllocation), "handler.accounts");
        BudgetFinding finding = Assert.Single(result.Findings);
        Assert.Equal("handler.accounts", finding.Name);
        Assert.Matches(@"^allocates [0-9.]+ bytes per operation, the budget is 0$", finding.Text);
        Assert.True(Assert.Single(result.Costs).Bytes > 0);
    }

    // 24 bytes once in five invocations are 0.0003 bytes an operation, and more than nothing.
    [Fact]
    public void It_is_found_when_it_happens_now_and_then()
    {
        BudgetResult result = BudgetCheck.Run([.. BenchmarkCase.Of(typeof(NowAndThen))], Budgets(new Budget("now-and-then", 0, 1)), runs: 0);
        Assert.Equal("now-and-then", Assert.Single(result.Findings).Name);
        Assert.InRange(Assert.Single(result.Costs).Bytes, 24.0 / (5 * NowAndThen.Operations), 24.0 / NowAndThen.Operations);
    }

    [Fact]
    public void A_benchmark_without_a_budget_and_a_budget_without_a_benchmark_are_findings()
    {
        BudgetResult result = BudgetCheck.Run([ReferenceBenchmarks.Case], Budgets(new Budget("gone", 0, 1)), runs: 0);
        Assert.Equal([("reference", "has no budget: pin one"), ("gone", "has a budget and no benchmark")], result.Findings.Select(finding => (finding.Name, finding.Text)));
    }

    [Fact]
    public void Time_is_compared_by_the_median_of_its_ratios()
    {
        BenchmarkCost cost = new("x", 0, [10, 20, 90], [1, 2, 9]);
        Assert.Empty(BudgetCheck.Judge(cost, new Budget("x", 0, 2)));
        Assert.Equal("takes 2 steps of the reference loop, the budget is 1.9", Assert.Single(BudgetCheck.Judge(cost, new Budget("x", 0, 1.9))).Text);
    }

    [Fact]
    public void The_reference_loop_takes_about_one_step_of_itself()
    {
        BenchmarkCost cost = BudgetMeter.Measure(ReferenceBenchmarks.Case, budget: 0, runs: 15);
        Assert.Equal(15, cost.Ratios.Count);
        Assert.InRange(cost.Ratios.Order().ElementAt(7), 0.3, 3);   // The machine may be busy with anything.
        Assert.All(cost.Nanoseconds, ns => Assert.True(ns > 0.1));
    }

    [Fact]
    public void What_is_pinned_is_what_was_measured_and_some_room()
    {
        Assert.Equal("a,0,4.1", Budget.Of(new BenchmarkCost("a", 0, [], []), ratio: 1.01).ToString());
        Assert.Equal("b,1300,410000", Budget.Of(new BenchmarkCost("b", 1_001, [], []), ratio: 101_000).ToString());
    }

    [Fact]
    public void Every_benchmark_has_a_name_of_its_own()
    {
        IReadOnlyList<BenchmarkCase> all = BenchmarkCase.AllOf(typeof(ReferenceBenchmarks).Assembly);
        Assert.Equal(all.Count, all.DistinctBy(one => one.Name).Count());
        Assert.All(all, one => Assert.Matches("^[a-z0-9_.-]+$", one.Name));
    }

    private static BudgetResult Check(Type benchmarks, string name) => BudgetCheck.Run([BenchmarkCase.Of(benchmarks).Single(one => one.Name == name)], Budgets(Pinned[name]), runs: 0);

    private static Dictionary<string, Budget> Budgets(params Budget[] budgets) => budgets.ToDictionary(budget => budget.Name);

    /// <summary>The same stages and events; somebody keeps each record in an object of its own.</summary>
    public class WithAnAllocation : HandlerBenchmarks
    {
        private protected override IOutJournal NewOutJournal() => new Boxing();

        private sealed class Boxing : IOutJournal
        {
            private object? _last;

            public void Append(in OutRecord record) => _last = record;

            public void EndOfBatch()
            {
            }

            public void Complete() => GC.KeepAlive(_last);
        }
    }

    /// <summary>Allocates in one invocation out of five.</summary>
    public class NowAndThen
    {
        public const int Operations = 16_384;

        private object _kept = new();
        private int _invocations;

        [Benchmark(Description = "now-and-then", OperationsPerInvoke = Operations)]
        public long Run()
        {
            if (_invocations++ % 5 == 0) { _kept = new object(); }
            return _kept.GetHashCode();
        }
    }
}
