using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Margin;

/// <summary>The venue's fees by tier against what one would write down: every fill kept, and the 30 days before summed anew.</summary>
public class FeeTierPropertyTests
{
    private const long Day = 86_400_000_000_000;

    private static readonly (long Volume, int Maker, int Taker)[] Tiers = [(0, 20_000, 50_000), (40_000, 16_000, 40_000), (80_000, -5_000, 30_000)];

    [Fact]
    public void Fees_go_by_the_volume_of_the_thirty_days_before()
    {
        HashSet<(int Account, int Tier)> seen = [];
        for (int seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            Ports ports = new();
            SimulatedVenue venue = new(new InstrumentTable([.. Enumerable.Range(0, 3).Select(InstrumentOf)]), new VenueOptions(), ports, ports,
                accounts: [Account(0, null), Account(1, 2), Account(2, 0), Account(3, 99), Account(4, 0)]);
            List<(long Day, int Account, int Group, long Notional)> book = [];
            long now = random.NextInt64(-100 * Day, 100 * Day);
            for (int step = 0; step < 300; step++)
            {
                now += random.Next(40) == 0 ? random.NextInt64(40 * Day) : random.NextInt64(Day / 2);
                int account = random.Next(5);
                int instrument = random.Next(3);
                ports.Fills.Clear();
                venue.OnCommand(new OrderCommand
                {
                    OrderId = new OrderId(step + 1), Instrument = new InstrumentId(instrument), Account = new AccountId((ushort)account), Action = CommandAction.New,
                    Side = Side.Buy, Type = OrderType.Market, TimeInForce = TimeInForce.GoodTillCancel, Quantity = new Quantity(random.Next(1, 100)),
                }, new Timestamp(now));
                venue.OnTrade(new InstrumentId(instrument), new TradeTick { Price = new Price(random.Next(50, 150)), Quantity = new Quantity(1000) }, new Timestamp(now), new Timestamp(now));
                ExecutionReport fill = Assert.Single(ports.Fills);

                long day = (long)Math.Floor(now / (decimal)Day);
                int group = instrument == 2 ? 1 : 0;
                long volume = book.Where(kept => kept.Account == account && kept.Group == group && kept.Day < day && kept.Day >= day - 30).Sum(kept => kept.Notional);
                int tier = account switch { 0 => Array.FindLastIndex(Tiers, tier => volume >= tier.Volume), 1 or 3 => 2, _ => 0 };
                long notional = fill.LastPrice.Raw * fill.LastQuantity.Raw;
                Assert.True(fill.FeeRaw == notional * Tiers[tier].Taker, $"seed {seed}, step {step}: fee {fill.FeeRaw} of {notional}, tier {tier} after {volume}");
                book.Add((day, account, group, notional));
                seen.Add((account, tier));
            }
        }

        Assert.Equal([(0, 0), (0, 1), (0, 2), (1, 2), (2, 0), (3, 2), (4, 0)], seen.Order());
    }

    private static AccountOptions Account(int id, int? tier) => new() { Id = new AccountId((ushort)id), Name = $"account {id}", FeeTier = tier };

    private static Instrument InstrumentOf(int id) => new()
    {
        Id = new InstrumentId(id),
        Symbol = $"I{id}",
        Venue = "TEST",
        Base = Currency.Parse($"I{id}"),
        Quote = Currency.Parse(id == 2 ? "USDC" : "USDT"),
        PriceScale = 0,
        QuantityScale = 0,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
        MakerFee = new FeeRate(Tiers[0].Maker),
        TakerFee = new FeeRate(Tiers[0].Taker),
        FeeTiers = [.. Tiers.Skip(1).Select(tier => new FeeTier(tier.Volume * Money.One, new FeeRate(tier.Maker), new FeeRate(tier.Taker)))],
    };

    private sealed class Ports : IReportPort, ITimerPort
    {
        public List<ExecutionReport> Fills { get; } = [];

        public void Send(InstrumentId instrument, in ExecutionReport report, Timestamp venueTime, Timestamp due)
        {
            if (report.Kind == ReportKind.Fill) { Fills.Add(report); }
        }

        public void Request(TimerId id, Timestamp due)
        {
        }
    }
}
