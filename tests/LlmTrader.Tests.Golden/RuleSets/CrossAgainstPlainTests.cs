using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules;
using LlmTrader.Tests.Golden.Independent;

namespace LlmTrader.Tests.Golden.RuleSets;

/// <summary>The moving-average cross three times: the shipped document, the built-in rule set, and the plain calculation that shares nothing with the engine.</summary>
public sealed class CrossAgainstPlainTests
{
    private const string ShippedSizing = "sizing: {percent_of_equity: 50}";

    [SkippableFact]
    public void Bitmex_minutes()
    {
        MarketData data = MarketData.Load("bitmex-xbtusd-1m");
        Compare(data, "100", lot: 1, PlainCsv.BitmexXbtUsdMinutes());
    }

    [SkippableFact]
    public void Binance_hours_of_one_pair()
    {
        MarketData all = MarketData.Load("binance-spot-1h");
        Instrument btc = all.Instruments.All[0];
        MarketData data = all with
        {
            Instruments = new InstrumentTable([btc]),
            Events = [.. all.Events.Where(e => e.Instrument == btc.Id)],
        };
        Compare(data, "0.5", lot: 1m / FixedPoint.Pow10(btc.QuantityScale), PlainCsv.BinanceSpotHours(btc.Symbol));
    }

    private static void Compare(MarketData data, string quantityText, decimal lot, IEnumerable<PlainBar> bars)
    {
        decimal quantity = decimal.Parse(quantityText, System.Globalization.CultureInfo.InvariantCulture);
        Instrument instrument = data.Instruments.All[0];
        decimal cash = 100_000_000;   // Enough for the fees of all its turns.
        data = data with { Cash = new Money((long)(cash * Money.One), instrument.Quote) };
        string text = ShippedRuleSets.Text("moving-average-cross", data.Bar);
        Assert.Contains(ShippedSizing, text, StringComparison.Ordinal);
        string sized = text.Replace(ShippedSizing, $"sizing: {{quantity: {quantityText}}}", StringComparison.Ordinal);

        RuleSetRun document = RuleSetRun.Of(data, (instruments, specs) => ShippedRuleSets.Create(sized, instruments, specs));
        RuleSetRun builtIn = RuleSetRun.Of(data, (instruments, specs) => new MovingAverageCross(
            new MovingAverageCrossOptions { Fast = 10, Slow = 30, Bar = data.Bar, Quantity = quantityText }, instruments, specs));
        PlainResult plain = new PlainBacktest { Quantity = quantity, Lot = lot, InitialCash = cash, TakerRate = (decimal)instrument.TakerFee.Raw / 100_000_000 }.RunOnBars(bars);

        Assert.True(plain.Fills.Count > 400);
        Assert.Equal(builtIn.Sent, document.Sent);
        Assert.Equal(builtIn.Fills.Select(Said), document.Fills.Select(Said));
        Assert.Equal(builtIn.Equity, document.Equity);

        Assert.Equal(plain.Fills.Count, document.Fills.Count);
        for (int i = 0; i < plain.Fills.Count; i++)
        {
            PlainFill expected = plain.Fills[i];
            (Timestamp time, ExecutionReport fill) = document.Fills[i];
            Assert.True(
                plain.Bars[expected.SourceIndex].CloseMs == time.Nanoseconds / 1_000_000
                && expected.IsBuy == (fill.Side == Side.Buy)
                && expected.Price == (decimal)fill.LastPrice.Raw / FixedPoint.Pow10(instrument.PriceScale)
                && expected.Quantity == (decimal)fill.LastQuantity.Raw / FixedPoint.Pow10(instrument.QuantityScale)
                && expected.Fee == (decimal)fill.FeeRaw / Money.One,
                $"fill {i}: {expected}");
        }

        Assert.Equal((long)(plain.FinalEquity * Money.One), document.Equity.Raw);
    }

    private static string Said((Timestamp Time, ExecutionReport Fill) fill) =>
        $"{fill.Time} {fill.Fill.Side} {fill.Fill.LastQuantity.Raw} at {fill.Fill.LastPrice.Raw}, fee {fill.Fill.FeeRaw}";
}
