using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Matching;

/// <summary>The hot path allocates nothing, also when everything happens at once.</summary>
public class SimulatedVenueAllocationTests
{
    [Fact]
    public void No_bytes_per_event()
    {
        var ports = new RingPorts();
        Instrument instrument = new()
        {
            Id = new InstrumentId(0),
            Symbol = "S",
            Venue = "SIM",
            Base = Currency.Parse("X"),
            Quote = Currency.Parse("USD"),
            PriceScale = 2,
            QuantityScale = 3,
            TickSize = new PriceOffset(1),
            LotSize = new Quantity(1),
            TakerFee = new FeeRate(100_000),
        };
        var venue = new SimulatedVenue(new InstrumentTable([instrument]),
            new VenueOptions { EntryLatency = new Duration(3), MaxOpenOrders = 32, ParticipationPercent = 70 }, ports, ports);
        ulong state = 1;
        Play(venue, ports, ref state, from: 0, count: 20_000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Play(venue, ports, ref state, from: 20_000, count: 200_000);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.True(venue.Fills > 10_000, $"{venue.Fills} fills");
        Assert.True(venue.DeferredFills > 0);
    }

    private static void Play(SimulatedVenue venue, RingPorts ports, ref ulong state, long from, int count)
    {
        for (long i = from; i < from + count; i++)
        {
            state = (state * 6364136223846793005UL) + 1442695040888963407UL;
            int roll = (int)(state >> 40);
            Timestamp now = new(i);
            Price price = new(998 + (roll % 11));   // Beyond all limits on both sides, so that none stays for good.
            Quantity size = new(1 + (roll % 50));
            switch (roll / 64 % 8)
            {
                case 0 or 1:
                    venue.OnCommand(new OrderCommand
                    {
                        OrderId = new OrderId(i + 1),
                        Price = new Price(1000 + (roll / 512 % 7)),
                        Quantity = size,
                        Action = CommandAction.New,
                        Side = roll % 2 == 0 ? Side.Buy : Side.Sell,
                        Type = roll % 3 == 0 ? OrderType.Market : OrderType.Limit,
                        TimeInForce = roll % 5 == 0 ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancel,
                    }, now);
                    break;
                case 2: venue.OnCommand(new OrderCommand { OrderId = new OrderId(i - (roll % 40)), Action = CommandAction.Cancel }, now); break;
                case 3 or 4: venue.OnTrade(default, new TradeTick { Price = price, Quantity = size }, now, now); break;
                case 5:
                    venue.OnQuote(default, new QuoteTick { BidPrice = price, BidQuantity = size, AskPrice = new Price(price.Raw + 1), AskQuantity = size }, now, now);
                    break;
                case 6: venue.OnTimer(TimerId.VenueArrival, now); break;
                default: ports.ReturnTo(venue); break;
            }
        }
    }

    private sealed class RingPorts : IReportPort, ITimerPort
    {
        private readonly ExecutionReport[] _reports = new ExecutionReport[1 << 16];
        private int _sent;
        private int _returned;

        public void Send(InstrumentId instrument, in ExecutionReport report, Timestamp venueTime, Timestamp due) =>
            _reports[_sent++ & 0xFFFF] = report;

        public void Request(TimerId id, Timestamp due)
        {
        }

        public void ReturnTo(SimulatedVenue venue)
        {
            for (int i = 0; i < 20 && _returned < _sent; i++) { venue.OnReport(default, _reports[_returned++ & 0xFFFF], ReportSource.Venue); }
        }
    }
}
