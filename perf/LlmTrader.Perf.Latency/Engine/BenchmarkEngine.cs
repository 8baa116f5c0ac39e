using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Strategies.Rules;

namespace LlmTrader.Perf.Latency.Engine;

/// <summary>The engine that is measured: the stages as they trade, a moving-average cross, every risk rule of a cash account.</summary>
public static class BenchmarkEngine
{
    /// <summary>One account with ample cash in every quote currency; bars of one specification.</summary>
    public static EngineOptions Options(IReadOnlyList<Instrument> instruments, BarSpec bar) => new()
    {
        Instruments = new InstrumentTable(instruments),
        Bars = new BarOptions { Specs = [bar] },
        Accounts =
        [
            new AccountOptions
            {
                Id = new AccountId(0),
                Name = "bench",
                InitialCash = [.. instruments.Select(instrument => instrument.Quote).Distinct().Select(currency => new Money(10_000_000 * Money.One, currency))],
            },
        ],
        Risk = new RiskOptions
        {
            DefaultLimits = new RiskLimits { OrderNotional = 1_000_000 * Money.One, PriceCollar = 500, OrderRate = 10_000 },
        },
    };

    /// <summary>A rule set with twenty indicators out of every family over the options' first bar specification.</summary>
    public static IRuleSet TwentyIndicators(EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        bool isMade = RuleSets.TryCreateFromText(
            Rules.TwentyIndicators.DocumentFor(options.Bars.Specs[0]), "twenty-indicators", options.Instruments, options.Bars.Specs, out IRuleSet? ruleSet, out string? error);
        return isMade ? ruleSet! : throw new InvalidOperationException(error);
    }

    /// <summary>10/30 over the options' first bar specification, one unit of everything.</summary>
    public static IRuleSet MovingAverageCross(EngineOptions options) => new MovingAverageCross(
        new MovingAverageCrossOptions { Fast = 10, Slow = 30, Bar = options.Bars.Specs[0], Quantity = "1" }, options.Instruments, options.Bars.Specs);
}
