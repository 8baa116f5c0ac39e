using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Support;

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

        long from = 20_000;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            Play(venue, ports, ref state, from, count: 200_000);
            from += 200_000;
        }));
        Assert.True(venue.Fills > 10_000, $"{venue.Fills} fills");
        Assert.True(venue.DeferredFills > 0);
    }

    /// <summary>The same with a book, a queue model, drawn latencies and slippage.</summary>
    [Fact]
    public void No_bytes_per_event_with_books_queues_and_latencies()
    {
        var ports = new RingPorts();
        Instrument instrument = new()
        {
            Id = new InstrumentId(0), Symbol = "S", Venue = "SIM", Base = Currency.Parse("X"), Quote = Currency.Parse("USD"),
            PriceScale = 2, QuantityScale = 3, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
        };
        var venue = new SimulatedVenue(new InstrumentTable([instrument]), new VenueOptions
        {
            MaxOpenOrders = 32,
            MaxBooks = 1,
            Queue = QueueModel.Log,
            Latency = new LatencyTable { Rows = [new(0, 1, 2), new(1, 9, 4), new(2, 3, 1)] },
            Slippage = new Slippage(SlippageUnit.BasisPoints, 10),
            DepthSlippage = new Slippage(SlippageUnit.Ticks, 1),
        }, ports, ports);
        ulong state = 1;
        Play(venue, ports, ref state, from: 0, count: 20_000, withBook: true);

        long from = 20_000;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            Play(venue, ports, ref state, from, count: 200_000, withBook: true);
            from += 200_000;
        }));
        Assert.True(venue.Fills > 10_000, $"{venue.Fills} fills");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_bytes_per_event_of_any_kind_of_order(bool bars)
    {
        Instrument instrument = new()
        {
            Id = new InstrumentId(0), Symbol = "S", Venue = "SIM", Base = Currency.Parse("X"), Quote = Currency.Parse("USD"),
            PriceScale = 2, QuantityScale = 3, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
        };
        InstrumentTable instruments = new([instrument]);
        MarketRules rules = new()
        {
            Sessions = [new SessionWindow(SessionDays.All, Duration.Zero, Duration.FromSeconds(86_400), SessionPhase.Continuous)],
            PriceBandBasisPoints = 5_000,
            Holidays = [new DateOnly(2030, 1, 1)],
        };
        Assert.Equal(0, AllocatedBytes.LeastOf(() =>
        {
            var ports = new RingPorts();    // It keeps up with no longer runs.
            var venue = new SimulatedVenue(instruments, new VenueOptions { EntryLatency = new Duration(3), MaxOpenOrders = 64 }, ports, ports,
                new MarketRulesTable(instruments, new Dictionary<InstrumentId, IReadOnlyList<MarketRules>> { [new(0)] = [rules] }));
            ulong state = 1;
            PlayAll(venue, ports, ref state, from: 0, count: 20_000, bars);
            long bytes = AllocatedBytes.By(() => PlayAll(venue, ports, ref state, from: 20_000, count: 200_000, bars));
            Assert.True(venue.Fills > 10_000 && ports.Counts[(int)ReportKind.Triggered] > 1_000 && ports.Counts[(int)ReportKind.Replaced] > 1_000 && ports.Counts[(int)ReportKind.Expired] > 1_000,
                $"{venue.Fills} fills, {string.Join(", ", ports.Counts)}");
            return bytes;
        }));
    }

    // Every order is a group of three or one of its own, with ids such that what is amended or cancelled most often is still open.
    private static void PlayAll(SimulatedVenue venue, RingPorts ports, ref ulong state, long from, int count, bool bars)
    {
        const long Step = 50_000_000;
        for (long i = from; i < from + count; i++)
        {
            state = (state * 6364136223846793005UL) + 1442695040888963407UL;
            int roll = (int)(state >> 40);
            Timestamp now = new(i * Step);
            Price price = new(995 + (roll % 11));
            Quantity size = new(2 + (roll % 50));
            Side side = roll % 2 == 0 ? Side.Buy : Side.Sell;
            OrderCommand order = new()
            {
                OrderId = OrderId.From(i + 1, 1), Quantity = size, Action = CommandAction.New, Side = side, TimeInForce = TimeInForce.GoodTillDate,
                ExpireSeconds = (uint)(i * Step / 1_000_000_000) + 1 + (uint)(roll / 64 % 4), Account = new AccountId((ushort)(roll / 8 % 2)),
            };
            switch (roll / 64 % 8)
            {
                case 0:
                    order.Type = (OrderType)(1 + (roll / 512 % 6));
                    if (order.HasLimit) { order.Price = new Price(997 + (roll / 4096 % 7)); order.DisplayQuantity = new Quantity(1); }
                    if (order.HasTrigger) { order.Trigger = order.Type == OrderType.TrailingStop ? new Price(3) : new Price(996 + (roll / 4096 % 9)); }
                    venue.OnCommand(order, now);
                    break;
                case 1:
                    order.Group = 1;
                    order.Type = OrderType.Limit;
                    order.Price = new Price(1000);
                    order.Contingency = Contingency.Parent;
                    venue.OnCommand(order, now);
                    order.Contingency = Contingency.Child;
                    order.Side = side == Side.Buy ? Side.Sell : Side.Buy;
                    order.OrderId = OrderId.From(i + 1, 2);
                    order.Price = new Price(side == Side.Buy ? 1003 : 997);
                    venue.OnCommand(order, now);
                    order.OrderId = OrderId.From(i + 1, 3);
                    order.Type = OrderType.Stop;
                    order.Price = default;
                    order.Trigger = new Price(side == Side.Buy ? 997 : 1003);
                    venue.OnCommand(order, now);
                    break;
                case 2: venue.OnCommand(new OrderCommand { OrderId = OrderId.From(i - (roll % 20), 1), Action = CommandAction.Amend, Quantity = size }, now); break;
                case 3: venue.OnCommand(new OrderCommand { OrderId = OrderId.From(i - (roll % 40), 1), Action = CommandAction.Cancel }, now); break;
                case 4 when bars:
                    venue.OnBar(default, new Bar { Open = price, High = new Price(price.Raw + 3), Low = new Price(price.Raw - 3), Close = price, Volume = size, OpenTime = new Timestamp((i - 10) * Step) }, now);
                    break;
                case 4 when roll % 2 == 0: venue.OnTrade(default, new TradeTick { Price = price, Quantity = size }, now, now); break;
                case 4: venue.OnQuote(default, new QuoteTick { BidPrice = price, BidQuantity = size, AskPrice = new Price(price.Raw + 1), AskQuantity = size }, now, now); break;
                case 5: venue.OnTimer(TimerId.VenueExpiry, now); break;
                default: ports.ReturnTo(venue); break;
            }
        }
    }

    private static void Play(SimulatedVenue venue, RingPorts ports, ref ulong state, long from, int count, bool withBook = false)
    {
        for (long i = from; i < from + count; i++)
        {
            state = (state * 6364136223846793005UL) + 1442695040888963407UL;
            int roll = (int)(state >> 40);
            Timestamp now = new(i);
            Price price = new(998 + (roll % 11));   // Beyond all limits on both sides, so that none stays for good.
            Quantity size = new(1 + (roll % 50));
            if (withBook) { Change(venue, roll, price, size, now); }
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

    private static void Change(SimulatedVenue venue, int roll, Price price, Quantity size, Timestamp now)
    {
        if (roll % 701 == 0) { venue.OnGap(default, now); }
        bool isSnapshot = roll % 97 == 0;
        BookUpdate piece = new() { Count = 2, AskLevels = 2, Flags = BookFlags.First | BookFlags.Last | (isSnapshot ? BookFlags.Snapshot : BookFlags.None), UpdateId = now.Nanoseconds };
        piece.Levels[0] = new BookLevel { Price = price, Quantity = isSnapshot || roll % 3 != 0 ? size : Quantity.Zero };
        piece.Levels[1] = new BookLevel { Price = new Price(price.Raw + 1 + (roll / 128 % 3)), Quantity = isSnapshot || roll % 5 != 0 ? size : Quantity.Zero };
        venue.OnBook(default, in piece, now, now);
    }

    private sealed class RingPorts : IReportPort, ITimerPort
    {
        private readonly ExecutionReport[] _reports = new ExecutionReport[1 << 16];
        private int _sent;
        private int _returned;

        public long[] Counts { get; } = new long[(int)ReportKind.NotSent + 1];

        public void Send(InstrumentId instrument, in ExecutionReport report, Timestamp venueTime, Timestamp due)
        {
            Counts[(int)report.Kind]++;
            _reports[_sent++ & 0xFFFF] = report;
        }

        public void Request(TimerId id, Timestamp due)
        {
        }

        public void ReturnTo(SimulatedVenue venue)
        {
            for (int i = 0; i < 20 && _returned < _sent; i++) { venue.OnReport(default, _reports[_returned++ & 0xFFFF], ReportSource.Venue); }
        }
    }
}
