using System.Runtime.CompilerServices;

namespace LlmTrader.Tests.Golden.RuleSets;

/// <summary>
/// Every shipped rule set over real data, with the data's bars in place of its own: the results are those in
/// <c>backtests.csv</c>, to the last unit and bit. With LLMTRADER_WRITE_GOLDEN=1 the file is written anew and each test
/// fails once, so that the change is looked at. It proves that nothing changed unseen, not that a set earns.
/// </summary>
public sealed class RuleSetBacktestTests
{
    private const string Header = "rule_set,data,rules,bars,orders,blocked,fills,final_equity,state_hash";

    public static TheoryData<string> Data() => [.. MarketData.Names];

    [SkippableTheory]
    [MemberData(nameof(Data))]
    public void Every_shipped_set_comes_to_the_recorded_result(string name)
    {
        MarketData data = MarketData.Load(name);
        string[] rows = [.. ShippedRuleSets.Names.Select(set => Row(set, data))];
        if (Environment.GetEnvironmentVariable("LLMTRADER_WRITE_GOLDEN") == "1")
        {
            string[] others = [.. Recorded().Where(row => !IsOf(row, name))];
            File.WriteAllLines(GoldenFile(), [Header, .. others.Concat(rows).Order(StringComparer.Ordinal)]);
            Assert.Fail("The golden file was written; look at the difference.");
        }

        Assert.Equal(Recorded().Where(row => IsOf(row, name)), rows);
    }

    [Fact]
    public void Every_shipped_set_and_every_data_set_is_recorded_and_each_set_traded()
    {
        string[][] rows = [.. Recorded().Select(row => row.Split(','))];
        Assert.Equal(
            ShippedRuleSets.Names.SelectMany(set => MarketData.Names.Select(data => (set, data))).Order(),
            rows.Select(row => (row[0], row[1])).Order());
        Assert.All(ShippedRuleSets.Names, set => Assert.Contains(rows, row => row[0] == set && int.Parse(row[6], System.Globalization.CultureInfo.InvariantCulture) > 100));
        Assert.All(rows, row => Assert.Equal(row[1].StartsWith("ashare", StringComparison.Ordinal) ? "none" : "", row[2]));
    }

    private static string Row(string set, MarketData data)
    {
        string text = ShippedRuleSets.Text(set, data.Bar);
        RuleSetRun run = RuleSetRun.Of(data, (instruments, bars) => ShippedRuleSets.Create(text, instruments, bars));
        return $"{set},{data.Name},{data.Rules},{run.Row()}";
    }

    private static IEnumerable<string> Recorded() => File.Exists(GoldenFile()) ? File.ReadAllLines(GoldenFile()).Skip(1) : [];

    private static bool IsOf(string row, string data) => row.Split(',')[1] == data;

    private static string GoldenFile([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "backtests.csv");
}
