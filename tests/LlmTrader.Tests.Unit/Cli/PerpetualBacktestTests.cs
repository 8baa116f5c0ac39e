using System.Globalization;
using System.Text.Json;
using LlmTrader.Tools.Cli;

namespace LlmTrader.Tests.Unit.Cli;

/// <summary>Perpetuals, their margin and funding, and money in and out, from the command line.</summary>
public sealed class PerpetualBacktestTests : IDisposable
{
    private const string Strategy = "ma-cross:fast=2,slow=5,bar=1m,quantity=40";

    private const string Perpetual = """
        - symbol: ACMEUSD
          kind: linear_perpetual
          base: ACME
          tick: 0.1
          lot: 0.01
          minNotional: 5
          maxMarketQuantity: 1000
          makerFee: 0.02%
          takerFee: 0.05%
          liquidationFee: 0.5%
          feeTiers:
            - {volume: 1000000, maker: -0.01%, taker: 0.04%}
          marginTiers:
            - {notional: 50000, leverage: 20, maintenance: 2.5%}
            - {notional: 500000, leverage: 10, maintenance: 5%}
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-perpetual-").FullName;

    public PerpetualBacktestTests()
    {
        // Flat for 10 minutes, up for 50 and then down within one.
        IEnumerable<string> bars = Enumerable.Range(0, 120).Select(minute =>
        {
            double price = minute < 10 ? 100 : minute < 60 ? 100 + ((minute - 10) * 0.4) : 80;
            return string.Create(CultureInfo.InvariantCulture, $"{1704067200000L + (minute * 60_000)},{price:F1},{price:F1},{price:F1},{price:F1},5000");
        });
        File.WriteAllLines(In("bars.csv"), ["time,open,high,low,close,volume", .. bars]);
        File.WriteAllText(In("acme.yaml"), Perpetual);
        Assert.Equal(ExitCode.Success, Import("acme.yaml", "data").ExitCode);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_the_file_says_is_in_the_journal_in_yaml_and_in_json_alike()
    {
        JsonElement instrument = Manifest("data").GetProperty("instruments")[0];
        Assert.Equal((1, 2), (instrument.GetProperty("kind").GetInt32(), instrument.GetProperty("marginTiers").GetArrayLength()));
        Assert.Equal(100_000, instrument.GetProperty("maxMarketQuantity").GetInt64());   // Two decimals by the lot.
        JsonElement second = instrument.GetProperty("marginTiers")[1];
        Assert.Equal((10_000_000, 5_000_000), (second.GetProperty("initialRate").GetInt32(), second.GetProperty("maintenanceRate").GetInt32()));
        Assert.Equal(125_000_000_000, second.GetProperty("deduction").GetInt64());   // 50,000 x (5 % - 2.5 %), so that 2.5 % of 50,000 is owed on both sides.
        Assert.Equal(-10_000, instrument.GetProperty("feeTiers")[0].GetProperty("maker").GetInt32());

        File.WriteAllText(In("acme.json"), """
            [ // As in the other file.
              {"symbol": "ACMEUSD", "kind": "linearPerpetual", "base": "ACME", "tick": 0.1, "lot": "0.01", "minNotional": 5, "maxMarketQuantity": "1000", "makerFee": "0.0002", "takerFee": "0.0005",
               "liquidationFee": "0.005", "feeTiers": [{"volume": "1000000", "maker": "-0.01%", "taker": "0.04%"}],
               "marginTiers": [{"notional": "50000", "initial": "5%", "maintenance": "2.5%"}, {"notional": 500000, "leverage": 10, "maintenance": "0.05", "deduction": "1250"}]},
            ]
            """);
        Assert.Equal(ExitCode.Success, Import("acme.json", "same").ExitCode);
        Assert.Equal(instrument.ToString(), Manifest("same").GetProperty("instruments")[0].ToString());

        // Two journals of the same instrument are one data set, however many tiers it has.
        CommandRun both = CommandRun.Of("backtest", "--data", In("data"), "--data", In("same"), "--strategy", Strategy, "--json");
        Assert.True(both.ExitCode == ExitCode.Success, both.Error);
    }

    [Theory]
    [InlineData("kind: linear_perpetual", "kind: linear_perpetal", "acme.yaml:2: $[0].kind: 'linear_perpetal' is not known; did you mean 'linearPerpetual'?")]
    [InlineData("base: ACME", "bass: ACME", "acme.yaml:3: $[0].bass: there is no field 'bass'; did you mean 'base'?")]
    [InlineData("minNotional: 5", "minNotional: five", "acme.yaml:6: minNotional is 'five'; a number with at most 8 decimals")]
    [InlineData("maintenance: 5%", "maintenance: 5pc", "acme.yaml:13: marginTiers.maintenance is '5pc'; a share such as")]
    [InlineData("symbol: ACMEUSD", "symbol: ACMEUDS", "has no instrument 'ACMEUSD'; did you mean 'ACMEUDS'?")]
    [InlineData("leverage: 20", "leverage: 50", "MarginTiers must be rising")]
    [InlineData("kind: linear_perpetual", "kind: spot", "MarginTiers must be empty for spot")]
    public void A_file_with_a_mistake_is_refused_with_its_line_and_field(string good, string bad, string expected)
    {
        File.WriteAllText(In("acme.yaml"), Perpetual.Replace(good, bad, StringComparison.Ordinal));
        CommandRun run = Import("acme.yaml", "refused");
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("refused")));
    }

    [Fact]
    public void A_long_at_high_leverage_pays_funding_and_is_liquidated_and_the_summary_says_so()
    {
        // The mark price falls half a minute before the first low bar: the engine closes the position at that bar, before the strategy would.
        File.WriteAllLines(In("funding.csv"), ["time,symbol,rate,mark_price", "2024-01-01T00:00:00Z,ACMEUSD,0.5,", "2024-01-01 00:30:00,ACMEUSD,0.0001,110", "1704070830,ACMEUSD,,80", "2024-01-02,ACMEUSD,0.1,100"]);
        CommandRun run = Backtest("--leverage", "20", "--cash", "USD=500", "--funding", In("funding.csv"), "--journal", In("run"), "--json");
        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
        JsonElement summary = run.Json().GetProperty("summary");
        Assert.Equal(-0.44m, summary.GetProperty("performance")[0].GetProperty("funding").GetDecimal());   // 40 x 110 x 0.0001.
        JsonElement liquidated = Assert.Single(summary.GetProperty("liquidations").EnumerateArray());
        Assert.Equal((1, "40", "ACMEUSD.FILE"), (liquidated.GetProperty("orders").GetInt32(), liquidated.GetProperty("closed").GetDecimal().ToString(CultureInfo.InvariantCulture), liquidated.GetProperty("instrument").GetString()));
        Assert.Equal((1L, 1L), (summary.GetProperty("eventCounts").GetProperty("fundingPayments").GetInt64(), summary.GetProperty("eventCounts").GetProperty("markPrices").GetInt64()));
        Assert.Contains("2 of 4 rows", run.Json().GetProperty("warnings").ToString(), StringComparison.Ordinal);

        string text = Backtest("--leverage", "20", "--cash", "USD=500", "--funding", In("funding.csv")).Output;
        Assert.Contains("Liquidated: ACMEUSD.FILE on account backtest: 1 margin calls", text, StringComparison.Ordinal);
        Assert.Contains("funding             -0.44", text, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, CommandRun.Of("replay", "--journal", In("run"), "--verify").ExitCode);

        // Without leverage the cash for it is not there; with ten times as much, nothing is called.
        Assert.Contains("InsufficientMargin", Backtest("--cash", "USD=500").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Liquidated", Backtest("--leverage", "ACMEUSD.FILE=20", "--cash", "USD=5000").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Funding_without_a_mark_is_paid_at_the_last_price()
    {
        File.WriteAllLines(In("funding.csv"), ["time,rate", "2024-01-01T00:30:00Z,0.0001"]);
        CommandRun run = Backtest("--leverage", "20", "--cash", "USD=5000", "--funding", In("funding.csv"), "--json");
        Assert.True(run.ExitCode == ExitCode.Success, run.Error);

        // The bar of 00:28 closed at 00:29 with 107.2, that of 00:29 closes at 00:30, and comes after what is due then.
        Assert.Equal(-0.4288m, run.Json().GetProperty("summary").GetProperty("performance")[0].GetProperty("funding").GetDecimal());
    }

    [Fact]
    public void Isolated_margin_is_in_the_runs_configuration_and_holds()
    {
        // What backs the position is a twentieth of it, not the cash beside it: the fall by a third takes it and no more.
        JsonElement isolated = Backtest("--leverage", "20", "--margin", "isolated", "--cash", "USD=50000", "--json").Json().GetProperty("summary");
        Assert.Equal("Isolated", isolated.GetProperty("configuration").GetProperty("accounts")[0].GetProperty("marginMode").GetString());
        Assert.Single(isolated.GetProperty("liquidations").EnumerateArray());
        Assert.False(Backtest("--leverage", "20", "--cash", "USD=50000", "--json").Json().GetProperty("summary").TryGetProperty("liquidations", out _));
    }

    [Fact]
    public void Deposits_and_withdrawals_are_no_profit()
    {
        File.WriteAllLines(In("flows.csv"), ["time,account,currency,amount", "2024-01-01T00:02:00Z,backtest,USD,2500.5", "2024-01-01T00:03:00Z,backtest,USD,-500"]);
        JsonElement with = Backtest("--cash", "USD=10000", "--cash-flows", In("flows.csv"), "--json").Json().GetProperty("summary").GetProperty("performance")[0];
        JsonElement without = Backtest("--cash", "USD=10000", "--json").Json().GetProperty("summary").GetProperty("performance")[0];
        Assert.Equal(2_000.5m, with.GetProperty("netDeposits").GetDecimal());
        Assert.Equal(without.GetProperty("netProfit").GetDecimal(), with.GetProperty("netProfit").GetDecimal());
        Assert.Equal(without.GetProperty("finalEquity").GetDecimal() + 2_000.5m, with.GetProperty("finalEquity").GetDecimal());
    }

    [Theory]
    [InlineData("--cash-flows", "time,currency,amount\n2024-01-01,EUR,5", "flows.csv:2: currency is 'EUR'; one that the account has (USD)")]
    [InlineData("--cash-flows", "time,currency,amount\n2024-01-01,USD,0", "flows.csv:2: amount is '0'")]
    [InlineData("--cash-flows", "time,account,currency,amount\n2024-01-01,main,USD,1", "flows.csv:2: account is 'main'; an account of this run (backtest)")]
    [InlineData("--cash-flows", "time,currency,amount\n2024-01-02,USD,1\n2024-01-01,USD,1", "flows.csv:3: time is '2024-01-01'; a time at or after")]
    [InlineData("--cash-flows", "time,currency\n", "flows.csv:1: the head is 'time,currency'; time,currency,amount[,account] is expected")]
    [InlineData("--funding", "time,rate\nyesterday,0.1", "flows.csv:2: time is 'yesterday'; a UTC time such as")]
    [InlineData("--funding", "time,rate\n2024-01-01,5", "flows.csv:2: rate is '5'; a share from -1 to 1")]
    [InlineData("--funding", "time,symbol,rate\n2024-01-01,ACME,0.1", "flows.csv:2: symbol is 'ACME'; one of the data's perpetuals (ACMEUSD.FILE)")]
    [InlineData("--funding", "time,rate,mark_price\n2024-01-01,,", "flows.csv:2: rate is ''; a rate, a mark price or both")]
    public void A_row_that_cannot_be_used_is_refused_with_line_and_field(string option, string content, string expected)
    {
        File.WriteAllText(In("flows.csv"), content);
        CommandRun run = Backtest(option, In("flows.csv"));
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--leverage is 'five'", "--leverage", "five")]
    [InlineData("Leverage must be at most 20 for ACMEUSD.FILE, 50 was given", "--leverage", "50")]
    [InlineData("'XYZ', which is no instrument", "--leverage", "XYZ=5")]
    public void Leverage_that_cannot_be_is_refused(string expected, params string[] options)
    {
        CommandRun run = Backtest(options);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    private JsonElement Manifest(string data) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(In(data), "manifest.json")));

    private CommandRun Import(string instruments, string to) => CommandRun.Of(
        "import", In("bars.csv"), "--layout", "time=time,open=open,high=high,low=low,close=close,volume=volume", "--bar", "1m", "--symbol", "ACMEUSD", "--instruments", In(instruments), "--to", In(to));

    private CommandRun Backtest(params string[] more) => CommandRun.Of(["backtest", "--data", In("data"), "--strategy", Strategy, .. more]);

    private string In(string name) => Path.Combine(_directory, name);
}
