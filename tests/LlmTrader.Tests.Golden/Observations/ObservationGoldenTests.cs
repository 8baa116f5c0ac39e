using System.Runtime.CompilerServices;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Observations;

namespace LlmTrader.Tests.Golden.Observations;

/// <summary>
/// The canonical text of one small observation, and its hash: the text is a contract with prompts and records. With
/// LLMTRADER_WRITE_GOLDEN=1 the file is written anew and the test fails, so that nobody commits it unread.
/// </summary>
public sealed class ObservationGoldenTests
{
    [Fact]
    public void The_text_and_the_hash_are_those_of_the_file()
    {
        Observation observation = ObservationBuilder.Build(Facts(), new ObservationOptions { RecentBars = 2 });
        string text = CanonicalObservation.Text(observation) + "\n" + CanonicalObservation.Hash(observation) + "\n"
            + CanonicalObservation.Text(ObservationBuilder.Build(Anonymiser.Mask(Facts(), seed: 7).Masked, new ObservationOptions { RecentBars = 2 })) + "\n";
        string file = Path.Combine(Path.GetDirectoryName(Here())!, "observation.txt");
        if (Environment.GetEnvironmentVariable("LLMTRADER_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(file, text);
            Assert.Fail("Written; look at it, then run without the variable.");
        }

        Assert.Equal(File.ReadAllText(file), text);
    }

    // The figures that can be computed by hand: closes rise by 1 from 101 to 160, each bar 2 high, volumes 10 and at last 20.
    [Fact]
    public void Figures_of_a_steady_rise_are_those_computed_by_hand()
    {
        HorizonFigures figures = ObservationBuilder.Build(Facts()).Universe.Single(one => one.Facts.Name == "AAA.X").Horizons[0].Figures;
        Assert.Equal(100.0 / 159, figures.Change1, 12);
        Assert.Equal(500.0 / 155, figures.Change5, 12);
        Assert.Equal(2000.0 / 140, figures.Change20, 12);
        Assert.Equal(100, figures.Rsi, 12);                               // Nothing but gains.
        Assert.Equal(100 * (160 / 135.5 - 1), figures.AboveAverage, 6);   // An average of 50 lags a line of slope 1 by 49 / 2.
        Assert.Equal(100, figures.Trend, 9);                              // Nothing but upward movement.
        Assert.Equal(9.5 / Math.Sqrt((400 - 1) / 12.0), figures.ZScore, 9);
        Assert.Equal(20 / 10.5, figures.RelativeVolume, 12);
        Assert.Equal(MarketRegime.RisingTrend, figures.Regime);           // Volatility falls as the price rises: its newest is its lowest.
        Assert.Equal(1.0 / 40, figures.VolatilityPercentile, 12);
    }

    private static ObservationFacts Facts()
    {
        Timestamp end = Timestamp.FromUnixSeconds(1_767_225_600);    // 2026-01-01.
        return new ObservationFacts
        {
            Instruments =
            [
                new InstrumentFacts { Name = "BBB.X", Kind = "linearPerpetual", Quote = "USD", Status = "closed", TickSize = 0.010m, LotSize = 1, MakerFee = -0.0001m, TakerFee = 0.0005m, PriceBand = 0.1m, SettlementDays = 1, MaxLeverage = 20 },
                new InstrumentFacts
                {
                    Name = "AAA.X", Kind = "spot", Quote = "USD", Status = "continuous", TickSize = 0.5m, LotSize = 0.001m, TakerFee = 0.001m, MinNotional = 10,
                    Horizons = [new BarSeries("1h", [.. Enumerable.Range(1, 60).Select(i => new ObservedBar(end - new Duration((60 - i) * 3_600_000_000_000L), 99.5m + i, 101 + i, 99 + i, 100 + i, i == 60 ? 20 : 10))])],
                },
            ],
            Accounts = [new AccountFacts("paper", "USD", 1000.50m, 1100, 1200)],
            Positions = [new PositionFacts("paper", "AAA.X", 0.5m, 140.25m, 9.875m)],
            Orders = [new OrderFacts { Id = "77-0", Account = "paper", Instrument = "AAA.X", Strategy = "0", Side = "sell", Type = "limit", Quantity = 0.5m, Price = 170, Created = end - new Duration(1_500_000_000) }],
            Limits = [new LimitFacts("AAA.X", 5, 10_000, null, "5 %", 20, false)],
            RiskRules = [new RiskRuleFacts(8, "drawdown", "account", "paper", "20 %", "haltAll", true)],
            Slots = [new SlotFacts(0, "active", "cross", new string('c', 64))],
            Decisions = [new DecisionFacts("d-1", end - new Duration(86_400_000_000_000), "local/random 1", "grid", "rejected", "deflated Sharpe ratio 0.31 < 0.95")],
        };
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
