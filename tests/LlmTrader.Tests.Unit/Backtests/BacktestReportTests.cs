using System.Text;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Backtests;

namespace LlmTrader.Tests.Unit.Backtests;

public sealed class BacktestReportTests
{
    [Fact]
    public void Undefined_is_null_and_money_is_exact()
    {
        using RecordedRun run = new();
        JsonElement root = Parse(ReportOf(run.Equity(1, 1000.00000001m).Equity(2, 1000.00000001m).Summary()));
        JsonElement performance = root.GetProperty("performance")[0];
        Assert.Equal("1000.00000001", performance.GetProperty("finalEquity").GetRawText());
        Assert.Equal("1000.00000000", performance.GetProperty("initialEquity").GetRawText());
        Assert.Equal("1h", performance.GetProperty("samplingInterval").GetString());
        Assert.Equal(8766, performance.GetProperty("periodsPerYear").GetDouble());
        Assert.All(new[] { "sortino", "calmar", "winRate", "profitFactor", "expectancy", "maxDrawdownSeconds" },
            name => Assert.Equal(JsonValueKind.Null, performance.GetProperty(name).ValueKind));
        Assert.False(performance.TryGetProperty("isUsed", out _));
    }

    [Fact]
    public void It_echoes_what_the_caller_gives_and_keeps_the_order_of_reasons()
    {
        using RecordedRun run = new();
        JsonElement root = Parse(ReportOf(run.Summary()));
        Assert.Equal("ma-cross", root.GetProperty("configuration").GetProperty("Strategy").GetString());
        Assert.Equal("0123456789abcdef", root.GetProperty("stateHash").GetString());
        Assert.Equal(["Bar", "Trade"], root.GetProperty("eventCounts").EnumerateObject().Select(count => count.Name));
        Assert.Equal(["ReducingOnly", "InsufficientCash"], root.GetProperty("funnel").GetProperty("blockedByReason").EnumerateObject().Select(reason => reason.Name));
        Assert.Equal("no fees → no costs", root.GetProperty("fillAssumptions")[0].GetString());
        Assert.StartsWith("no order was sent", root.GetProperty("whyNoTrade").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_runs_give_equal_bytes_with_plain_line_ends()
    {
        using RecordedRun first = new();
        using RecordedRun second = new();
        byte[] bytes = ReportOf(first.Equity(1, 1010).Equity(2, 990).Summary()).ToJson();
        Assert.Equal(bytes, ReportOf(second.Equity(1, 1010).Equity(2, 990).Summary()).ToJson());
        Assert.DoesNotContain((byte)'\r', bytes);
        Assert.EndsWith("}\n", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Writing_leaves_one_whole_file()
    {
        using TemporaryDirectory directory = new();
        using RecordedRun run = new();
        BacktestReport report = ReportOf(run.Summary());
        report.Write(directory.Path);
        report.Write(directory.Path);
        Assert.Equal(["summary.json"], directory.Files);
        Assert.Equal(Encoding.UTF8.GetString(report.ToJson()), directory.Read("summary.json"));
    }

    [Fact]
    public void Text_says_not_available_instead_of_zero()
    {
        using RecordedRun run = new();
        IReadOnlyList<string> lines = run.Equity(1, 1000).Equity(26.5, 995).Summary().Lines();
        Assert.Contains("  total return        -0.50 %", lines);
        Assert.Contains("  max drawdown        0.50 %, 5.00", lines);
        Assert.Contains("  its length          1 d 1 h, not recovered", lines);
        Assert.Contains("  win rate            n/a", lines);
        Assert.Contains("  best / worst trade  n/a / n/a", lines);
        Assert.DoesNotContain(lines, line => line.Contains("NaN", StringComparison.Ordinal) || line.Contains('∞', StringComparison.Ordinal));
    }

    private static BacktestReport ReportOf(PerformanceSummary summary) => new()
    {
        Configuration = JsonSerializer.SerializeToElement(new { Strategy = "ma-cross", Fast = 10 }),
        StateHash = "0123456789abcdef",
        EventCounts = new Dictionary<string, long> { ["Trade"] = 5, ["Bar"] = 2 },
        Funnel = FunnelTests.Empty with
        {
            BlockedByReason = new SortedDictionary<RejectReason, long> { [RejectReason.InsufficientCash] = 2, [RejectReason.ReducingOnly] = 1 },
        },
        Performance = [summary],
        FillAssumptions = ["no fees → no costs"],
    };

    private static JsonElement Parse(BacktestReport report) => JsonDocument.Parse(report.ToJson()).RootElement;
}
