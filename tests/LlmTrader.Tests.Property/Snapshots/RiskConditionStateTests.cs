using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tests.Property.RuleExecution;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>Why no snapshot holds a risk condition: one that has answered for long answers as a fresh one.</summary>
public sealed class RiskConditionStateTests
{
    [Theory]
    [InlineData("close > 110")]
    [InlineData("not (position > 0 and close < entry_price)")]
    [InlineData("unrealized_pnl < 0 or if(minute > 30, close > 100, position < 0)")]
    [InlineData("abs(position * close) / equity > 0.0001")]
    [InlineData("between(close, 95, 105) or spread > 1")]
    public void It_remembers_nothing_of_what_it_was_asked_before(string text)
    {
        InstrumentTable instruments = PaperMarket.Table("BTCUSDT.BINANCE", "ETHUSDT.BINANCE");
        Assert.True(RiskCondition.TryCompile(text, "risk", instruments, out RiskCondition? used, out string? error), error);
        var markets = new SnapshotMarkets(instruments, seed: 5);
        var random = new Random(5);
        int held = 0;
        for (int moment = 0; moment < 100; moment++)
        {
            InstrumentId instrument = new(random.Next(2));
            Price price = new(9_000 + random.Next(3_000));
            markets.Now = Timestamp.FromUnixSeconds(random.Next(1_000_000));
            markets.Trade(instrument, price);
            markets.SubmitMarket(instrument, random.Next(2) == 0 ? Side.Buy : Side.Sell, new Quantity(10 * random.Next(1, 5_000)));
            _ = markets[instrument].Reports(price.Raw).Count();   // What fills, fills.
            bool holds = used.Holds(markets, instrument);
            Assert.Equal(used.Fresh().Holds(markets, instrument), holds);
            if (holds) { held++; }
        }

        Assert.InRange(held, 1, 99);
    }
}
