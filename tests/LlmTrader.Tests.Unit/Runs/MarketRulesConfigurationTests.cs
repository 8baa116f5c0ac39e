using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Unit.Risk;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tests.Unit.Runs;

/// <summary>Market rules and self-trade prevention as people write them.</summary>
public sealed class MarketRulesConfigurationTests
{
    private const string Shares = """
        {"SPY.TEST": [
          {"utcOffset": "+08:00", "minQuantity": "10", "minNotional": "12.5", "buyLot": "100",
           "sessions": [{"days": "weekdays", "from": "09:15", "to": "09:25:30", "phase": "auction"}, {"days": "monday, friday", "from": "13:00", "to": "24:00"}],
           "holidays": ["2024-01-01", "2024-02-09"], "orderTypes": ["limit"], "timesInForce": ["day"]},
          {"from": "2024-03-01", "utcOffset": "+08:00", "priceBand": "10%", "settlementDays": 1}]}
        """;

    [Fact]
    public void Every_field_reaches_the_engine_in_its_unit()
    {
        IReadOnlyList<MarketRules> dated = Options(Shares).MarketRules[RiskWorld.Spy];
        MarketRules first = dated[0];
        Assert.Equal((Timestamp.MinValue, 8 * 3_600_000_000_000, 10L, 1_250_000_000L, 100L),
            (first.From, first.UtcOffset.Nanoseconds, first.MinQuantity.Raw, first.MinNotionalRaw, first.BuyLot.Raw));
        Assert.Equal(
            [new(SessionDays.Weekdays, Seconds(33_300), Seconds(33_930), SessionPhase.Auction), new(SessionDays.Monday | SessionDays.Friday, Seconds(46_800), Seconds(86_400), SessionPhase.Continuous)],
            first.Sessions);
        Assert.Equal([new DateOnly(2024, 1, 1), new DateOnly(2024, 2, 9)], first.Holidays);
        Assert.Equal((OrderType.Limit, TimeInForce.Day), (Assert.Single(first.OrderTypes), Assert.Single(first.TimesInForce)));
        Assert.Equal((Timestamp.FromUnixSeconds(1_709_222_400), 1_000, 1), (dated[1].From, dated[1].PriceBandBasisPoints, dated[1].SettlementDays));   // 2024-02-29T16:00Z.
    }

    [Theory]
    [InlineData("10%", 1_000)]
    [InlineData("9.5%", 950)]
    [InlineData("0.01%", 1)]
    [InlineData("950bp", 950)]
    [InlineData("100%", 10_000)]
    public void A_band_is_written_in_percent_or_basis_points(string text, int expected) =>
        Assert.Equal(expected, Assert.Single(Options($$"""{"SPY.TEST": [{"priceBand": "{{text}}"}]}""").MarketRules[RiskWorld.Spy]).PriceBandBasisPoints);

    [Theory]
    [InlineData("100.01%")]
    [InlineData("9.505%")]
    [InlineData("9.5bp")]
    [InlineData("-1%")]
    [InlineData("%")]
    public void A_band_that_cannot_be_is_refused(string text) =>
        Assert.Contains("priceBand is '", Assert.Throws<ArgumentException>(() => Options($$"""{"SPY.TEST": [{"priceBand": "{{text}}"}]}""")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"GLD.TEST": [{}]}""", "'GLD.TEST', which is no instrument")]
    [InlineData("""{"SPY.TEST": [{}, {"from": "1.1.2024"}]}""", "Market rules of SPY.TEST, entry 2: from is '1.1.2024'; a day such as")]
    [InlineData("""{"SPY.TEST": [{"utcOffset": "8"}]}""", "entry 1: utcOffset is '8'")]
    [InlineData("""{"SPY.TEST": [{"sessions": [{"from": "9:30", "to": "11:30"}]}]}""", "entry 1: sessions[0]: from is '9:30'; a time such as 09:30")]
    [InlineData("""{"SPY.TEST": [{"sessions": [{"from": "11:30", "to": "11:30"}]}]}""", "Market rules of SPY.TEST: Sessions must be within a day, and not end when")]
    [InlineData("""{"SPY.TEST": [{"holidays": ["2024-02-30"]}]}""", "holidays[0] is '2024-02-30'")]
    [InlineData("""{"SPY.TEST": [{"buyLot": "1.5"}]}""", "buyLot is '1.5'; a quantity with at most 0 decimals")]
    [InlineData("""{"SPY.TEST": [{"priceBand": "0.1"}]}""", "priceBand is '0.1'; a percentage with at most 2 decimals")]
    [InlineData("""{"SPY.TEST": [{"minNotional": "-1"}]}""", "minNotional is '-1'")]
    [InlineData("""{"SPY.TEST": [{"settlementDays": 2}]}""", "SettlementDays must be 0 to 1")]
    public void What_cannot_be_used_is_said_with_instrument_entry_and_field_and_of_a_file_with_its_name(string json, string message)
    {
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => Options(json)).Message, StringComparison.Ordinal);
        string file = InFile(json, path => Assert.Throws<RunException>(() => MarketRulesFile.Read(path, RiskWorld.Instruments)).Message);
        Assert.Contains(message, file, StringComparison.Ordinal);
        Assert.StartsWith(Path.GetTempPath(), file, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_nobody_knows_is_said_with_its_line()
    {
        string message = InFile("{\"SPY.TEST\": [\n  {\"prizeBand\": \"10%\"}]}", path => Assert.Throws<RunException>(() => MarketRulesFile.Read(path, RiskWorld.Instruments)).Message);
        Assert.Contains(":2: ", message, StringComparison.Ordinal);
        Assert.Contains("prizeBand", message, StringComparison.Ordinal);
    }

    [Fact]
    public void They_come_back_from_a_journals_configuration_and_runs_without_them_look_as_before()
    {
        RunConfiguration configuration = Of(Shares) with { SelfTrade = "cancel-oldest" };
        string json = configuration.ToJson().ToString();
        RunConfiguration back = RunConfiguration.FromJson(configuration.ToJson());
        Assert.Equal(json, back.ToJson().ToString());
        Assert.Equal(VenueSelfTrade.CancelOldest, back.ToOptions(RiskWorld.Instruments).Venue.SelfTrade);
        Assert.Equal(2, back.ToOptions(RiskWorld.Instruments).MarketRules[RiskWorld.Spy].Count);
        string plain = (configuration with { MarketRules = null, SelfTrade = null }).ToJson().ToString();
        Assert.DoesNotContain("marketRules", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("selfTrade", plain, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, VenueSelfTrade.None)]
    [InlineData("none", VenueSelfTrade.None)]
    [InlineData("reject-newest", VenueSelfTrade.RejectNewest)]
    public void Self_trade_prevention_is_a_word(string? word, VenueSelfTrade expected) =>
        Assert.Equal(expected, (Of("{}") with { SelfTrade = word }).ToOptions(RiskWorld.Instruments).Venue.SelfTrade);

    [Fact]
    public void Another_word_is_refused_with_those_that_there_are() =>
        Assert.Equal("selfTrade is 'newest'; none, reject-newest, cancel-oldest is expected.",
            Assert.Throws<ArgumentException>(() => (Of("{}") with { SelfTrade = "newest" }).ToOptions(RiskWorld.Instruments)).Message);

    [Fact]
    public void The_assumptions_about_fills_name_both()
    {
        IReadOnlyList<string> told = FillAssumptions.Describe((Of(Shares) with { SelfTrade = "cancel-oldest" }).ToOptions(RiskWorld.Instruments));
        Assert.Contains("an order that would trade with others of its account cancels those first", told);
        Assert.Contains("1 of 2 instruments keep market rules: sessions by the calendar, price bands, lots, what was bought is sold on a later day (T+1)", told);
        Assert.Contains("an order that would trade with another one of its account is refused", FillAssumptions.Describe((Of("{}") with { SelfTrade = "reject-newest" }).ToOptions(RiskWorld.Instruments)));
        Assert.DoesNotContain(FillAssumptions.Describe(Options("{}")), text => text.Contains("market rules", StringComparison.Ordinal) || text.Contains("its account", StringComparison.Ordinal));
    }

    private static EngineOptions Options(string rules) => Of(rules).ToOptions(RiskWorld.Instruments);

    private static RunConfiguration Of(string rules) => RunConfiguration.FromJson(JsonDocument.Parse($$$"""
        {"strategy": "ma-cross:bar=1m,quantity=10", "accounts": [{"name": "main", "cash": {"USD": "10000"}}], "marketRules": {{{rules}}}}
        """).RootElement);

    private static string InFile(string text, Func<string, string> use)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            return use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Duration Seconds(long seconds) => new(seconds * 1_000_000_000);
}
