using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Exposure;
using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Unit.Exposure;

/// <summary>Worst cases computed by hand, and what follows from them.</summary>
public sealed class ExposureGateTests
{
    private const string Long = "name: r\nbar: 1h\nentry_long: close > open\nexit_long: close < open\n";

    // 100,000 in the account, half of it the slot's.
    [Theory]
    [InlineData("sizing: {percent_of_equity: 10}\n", 10_000, 0.10)]                                              // 10 % of 50,000, of two instruments.
    [InlineData("sizing: {percent_of_equity: 10}\nmax_entries: 3\n", 30_000, 0.30)]
    [InlineData("sizing: {percent_of_equity: 90}\n", 50_000, 0.50)]                                              // Together no more than the cash.
    [InlineData("sizing: {notional: 4000}\n", 8_000, 0.08)]
    [InlineData("sizing: {quantity: 30}\n", 30 * 100 + 30 * 200, 0.09)]
    [InlineData("sizing: {percent_of_equity: 10}\nstop_loss: {percent: 5}\n", 10_000, 0.005 + 0.005)]            // The stop, and a gap of 5 % behind it.
    [InlineData("sizing: {percent_of_equity: 10}\ntrailing_stop: {percent: 3}\nstop_loss: {percent: 5}\n", 10_000, 0.003 + 0.005)]
    [InlineData("sizing: {risk_per_trade: 1}\nstop_loss: {percent: 10}\n", 10_000, 0.01 + 0.005)]                // 500 each, which is 10 % of 5,000.
    [InlineData("sizing: {percent_of_equity: 10}\nstop_loss: {distance: 2 * atr(14)}\n", 10_000, 0.10)]          // How far that is nobody knows.
    [InlineData("sizing: {volatility_target: 15, volatility_bars: 20, max_leverage: 0.2}\n", 20_000, 0.20)]
    public void The_worst_of_a_long_set_is_what_was_computed_by_hand(string rest, double notional, double atRisk)
    {
        ExposureReport report = Judge(Long + rest, Context());
        Assert.Equal(notional, report.WorstNotional.Single().Notional, 6);
        Assert.Equal(notional / 100_000, report.HeldShare, 9);
        Assert.Equal(atRisk, report.AtRisk, 9);
        Assert.Equal(notional / 100_000, report.LossWithoutStops, 9);
    }

    [Fact]
    public void The_verdict_is_automatic_a_persons_or_no()
    {
        ExposureLimits limits = new() { AutomaticBelow = 0.02, MostAtRisk = 0.3, MostHeld = 0.6 };
        Assert.Equal(ExposureVerdict.Automatic, Judge(Long + "sizing: {percent_of_equity: 1}\n", Context(), limits).Verdict);
        Assert.Equal(ExposureVerdict.NeedsApproval, Judge(Long + "sizing: {percent_of_equity: 2}\n", Context(), limits).Verdict);    // At the threshold a person decides.
        ExposureReport refused = Judge(Long + "sizing: {percent_of_equity: 90}\n", Context(), limits);
        Assert.Equal(ExposureVerdict.Refused, refused.Verdict);
        Assert.Contains("50 % of the equity at risk; at most 30 %", refused.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_without_a_bound_is_refused_and_limits_of_risk_give_it_one()
    {
        const string Short = "name: r\nbar: 1h\nentry_short: close > open\nexit_short: close < open\nsizing: {notional: 1000 * close / open}\n";
        ExposureReport endless = Judge(Short, Context(shorts: true));
        Assert.Equal(ExposureVerdict.Refused, endless.Verdict);
        Assert.Contains("has no bound", endless.Reasons[0], StringComparison.Ordinal);
        ExposureReport off = Judge(Short, Context(shorts: false));
        Assert.Equal((0.0, ExposureVerdict.Automatic), (off.HeldShare, off.Verdict));
        ExposureContext limited = Context(shorts: true);
        ExposureReport bounded = Judge(Short, limited with { Instruments = [.. limited.Instruments.Select(one => one with { Position = 10, OrderNotional = 1_500 })] });
        Assert.Equal([1_000, 1_500], bounded.Instruments.Select(one => one.Notional));
        Assert.Equal(["the limit of the position", "the limit of an order's value"], bounded.Instruments.Select(one => one.BoundBy));
        Assert.Equal(ExposureVerdict.NeedsApproval, bounded.Verdict);
    }

    [Fact]
    public void Turns_at_a_limit_are_bounded_by_the_entries_of_a_side_as_others_are()
    {
        const string Both = Long + "entry_short: close < low[1]\nexit_short: close > high[1]\nsizing: {notional: 100}\norder: {limit: {percent: 0.1}, time_out: 2}\nmax_entries: 3\n";
        ExposureReport report = Judge(Both, Context(shorts: true));
        Assert.Equal([(300, "its sizing"), (300, "its sizing")], report.Instruments.Select(one => (one.Notional, one.BoundBy)));
        Assert.Equal(ExposureVerdict.Automatic, report.Verdict);
    }

    [Fact]
    public void Without_equity_anything_is_too_much()
    {
        const string Short = "name: r\nbar: 1h\nentry_short: close > open\nexit_short: close < open\nsizing: {notional: 100}\n";
        ExposureReport report = Judge(Short, Context(shorts: true) with { Equity = new Dictionary<string, double>() });
        Assert.Equal((ExposureVerdict.Refused, double.PositiveInfinity), (report.Verdict, report.HeldShare));
        Assert.Equal(0, Judge(Long + "sizing: {notional: 100}\n", Context() with { Equity = new Dictionary<string, double>() }).HeldShare);    // No cash buys nothing.
    }

    [Fact]
    public void A_context_is_read_from_what_was_observed_and_an_instrument_without_a_price_has_no_bound_in_units()
    {
        ObservedBar Bar(long second, decimal close) => new(Timestamp.FromUnixSeconds(second), close, close, close, close, 1);
        ExposureContext context = ExposureContext.Of(
            new ObservationFacts
            {
                Instruments =
                [
                    new InstrumentFacts { Name = "B.X", Kind = "spot", Quote = "USD", Status = "continuous", TickSize = 1, LotSize = 1 },
                    new InstrumentFacts { Name = "A.X", Kind = "linearPerpetual", Quote = "USD", Status = "continuous", TickSize = 1, LotSize = 1, MaxLeverage = 20, Horizons = [new BarSeries("1h", [Bar(7200, 50), Bar(3600, 40)]), new BarSeries("1m", [Bar(7260, 51.5m)])] },
                ],
                Accounts = [new AccountFacts("main", "USD", 900, 1000, 1100), new AccountFacts("other", "USD", 1, 1, 1)],
                Limits = [new LimitFacts("B.X", 5, 500, 7, null, null, ShortSelling: true)],
            },
            "main", share: 0.5);
        Assert.Equal(1000, context.Equity["USD"]);
        Assert.Equal(new ExposedInstrument { Name = "A.X", Quote = "USD", Price = 51.5, MaxLeverage = 20, ShortSelling = true }, context.Instruments[0]);
        Assert.Equal(new ExposedInstrument { Name = "B.X", Quote = "USD", Price = double.PositiveInfinity, ShortSelling = true, OrderQuantity = 5, OrderNotional = 500, Position = 7 }, context.Instruments[1]);
        const string Short = "name: r\nbar: 1h\nentry_short: close > open\nexit_short: close < open\nsizing: {quantity: 1}\n";
        Assert.Equal((51.5, "its sizing"), Judge(Short, context, universe: "[A.X]").Instruments.Select(one => (one.Notional, one.BoundBy)).Single());
        Assert.Equal((500, "the limit of an order's value"), Judge(Short, context, universe: "[B.X]").Instruments.Select(one => (one.Notional, one.BoundBy)).Single());
        Assert.Equal(ExposureVerdict.Refused, Judge(Short, context with { Instruments = [context.Instruments[1] with { OrderNotional = null }] }, universe: "[B.X]").Verdict);
    }

    [Fact]
    public void What_is_not_granted_is_told_with_its_field()
    {
        RuleReading reading = RuleText.Read("name: r\nuniverse: [A.X, C.X]\nbar: 1h\nparams:\n  n: {default: 9, min: 2, max: 20, step: 1}\nentry_long: rsi(close, n) < 30 and close of \"D.X\" > 0\nentry_short: atr(9) > 1\nexit_long: true\nexit_short: true\nsizing: {quantity: 1}\nmax_entries: 4\n");
        Assert.True(reading.IsValid, string.Join('\n', reading.Diagnostics));
        StaticLimits limits = new()
        {
            Universe = new HashSet<string> { "A.X", "B.X" },
            Indicators = new HashSet<string> { "rsi" },
            Operators = new HashSet<RuleOp>(Enum.GetValues<RuleOp>().Where(op => op != RuleOp.And)),
            Sizing = new HashSet<SizingKind> { SizingKind.PercentOfEquity },
            Parameters = new Dictionary<string, (double, double)> { ["n"] = (10, 20) },
            MaxCost = 10,
            MaxInstruments = 1,
            MaxEntries = 3,
            MayShort = false,
            MaxWarmUpBars = 5,
        };
        LimitViolation[] wrong = [.. limits.Check(reading.Document!, reading.Program!)];
        Assert.Equal(["universe", "of", "indicators", "operators", "sizing", "params.n", "cost", "warm-up", "universe", "max_entries", "entry_short"], wrong.Select(one => one.Field));
        Assert.Contains("C.X", wrong[0].Text, StringComparison.Ordinal);
        Assert.Contains("D.X", wrong[1].Text, StringComparison.Ordinal);
        Assert.Equal("9 is outside 10 to 20", wrong[5].Text);
        Assert.Empty(new StaticLimits().Check(reading.Document!, reading.Program!));
        Assert.Equal("universe", Assert.Single(new StaticLimits { Universe = limits.Universe }.Check(Read(Long + "sizing: {quantity: 1}\n", null).Document!, Read(Long + "sizing: {quantity: 1}\n", null).Program!)).Field);
    }

    private static ExposureContext Context(bool shorts = false) => new()
    {
        Share = 0.5,
        Equity = new Dictionary<string, double> { ["USD"] = 100_000 },
        Instruments = [new ExposedInstrument { Name = "A.X", Quote = "USD", Price = 100, ShortSelling = shorts }, new ExposedInstrument { Name = "B.X", Quote = "USD", Price = 200, ShortSelling = shorts }, new ExposedInstrument { Name = "C.X", Quote = "USD", Price = 300 }],
    };

    private static ExposureReport Judge(string yaml, ExposureContext context, ExposureLimits? limits = null, string universe = "[A.X, B.X]")
    {
        RuleReading reading = Read(yaml, universe);
        return ExposureGate.Judge(reading.Document!, reading.Program!, context, limits ?? new ExposureLimits());
    }

    private static RuleReading Read(string yaml, string? universe)
    {
        RuleReading reading = RuleText.Read(universe is null ? yaml : yaml + $"universe: {universe}\n");
        Assert.True(reading.IsValid, string.Join('\n', reading.Diagnostics));
        return reading;
    }
}
