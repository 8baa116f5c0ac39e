using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Perf.Latency.Ports;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Runtime;

/// <summary>Contract 7 for every kind of order at once: groups, amendments, icebergs, trailing stops, dates and self-trades allocate nothing.</summary>
public sealed class OrderKindAllocationTests
{
    private const int TradesPerBar = 10;

    [Fact]
    public void A_stream_of_all_kinds_of_orders_allocates_nothing()
    {
        BusyRuleSet busy = new();
        EngineOptions options = RuntimeWorld.Options("1s") with
        {
            Risk = new RiskOptions { DefaultLimits = new RiskLimits { ShortSelling = true } },
            Venue = new VenueOptions { SelfTrade = VenueSelfTrade.RejectNewest, ResponseLatency = Duration.FromMilliseconds(5) },
        };
        InlineEngine engine = new(options, busy, outJournal: new LatestRecords());
        long trades = 0, price = 10_000;
        ulong state = 7;
        Push(6_000);
        busy.Forget();

        Assert.Equal(0, AllocatedBytes.Least(() => Push(20_000)));
        Assert.All(
            new[] { ReportKind.Fill, ReportKind.Canceled, ReportKind.Expired, ReportKind.Replaced, ReportKind.Rejected },
            kind => Assert.True(busy.Of(kind) > 500, $"{busy.Of(kind)} reports of {kind}"));
        Assert.True(busy.SelfTrades > 500, $"{busy.SelfTrades} self-trades");
        Assert.True(busy.Groups > 3_000 && busy.Amends > 1_000, $"{busy.Groups} groups, {busy.Amends} amendments were taken");
        Assert.True(busy.FillsOfIcebergs > 500 && busy.FillsOfTrails > 500, $"{busy.FillsOfIcebergs} fills of icebergs, {busy.FillsOfTrails} of trailing stops");

        void Push(int bars)
        {
            for (int i = 0; i < bars * TradesPerBar; i++)
            {
                state = (state * 6_364_136_223_846_793_005) + 1_442_695_040_888_963_407;
                price += price is > 9_000 and < 11_000 ? (long)(state >> 33) % 5 - 2 : price < 10_000 ? 1 : -1;
                EngineEvent next = RuntimeWorld.Trade(trades++ / (double)TradesPerBar, price);
                engine.Process(ref next);
            }
        }
    }

    // One kind of order per bar, in turn.
    private sealed class BusyRuleSet : IRuleSet
    {
        private const int Kinds = 8;

        private readonly long[] _reports = new long[(int)Enum.GetValues<ReportKind>().Max() + 1];
        private readonly OrderId[] _ids = new OrderId[3];
        private readonly OrderRequest[] _bracket = new OrderRequest[3];
        private readonly OrderRequest[] _pair = new OrderRequest[2];
        private OrderId _iceberg, _trail, _amended;
        private long _bars;

        public string Name => "busy";

        public string Id => "busy";

        public int WarmUpBars => 0;

        public long SelfTrades { get; private set; }

        public long Groups { get; private set; }

        public long Amends { get; private set; }

        public long FillsOfIcebergs { get; private set; }

        public long FillsOfTrails { get; private set; }

        public long Of(ReportKind kind) => _reports[(int)kind];

        public void Transfer(ISnapshotTransfer transfer)
        {
            transfer.Section("busy");
            transfer.Values(_reports.AsSpan());
            transfer.Values(_ids.AsSpan());
            transfer.Value(ref _iceberg);
            transfer.Value(ref _trail);
            transfer.Value(ref _amended);
            transfer.Value(ref _bars);
        }

        public void Forget()
        {
            Array.Clear(_reports);
            SelfTrades = Groups = Amends = FillsOfIcebergs = FillsOfTrails = 0;
        }

        public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context)
        {
            Price close = bar.Bar.Close;
            OrderRequest order = new() { Instrument = bar.Instrument, Side = Side.Buy, Type = OrderType.Limit, Quantity = new Quantity(10), Price = Below(close, 2) };
            switch (_bars++ % Kinds)
            {
                case 0:
                    context.CancelAll(bar.Instrument);
                    break;
                case 1:
                    _bracket[0] = order with { Price = Below(close, -3), Contingency = Contingency.Parent };
                    _bracket[1] = order with { Side = Side.Sell, Price = Below(close, -6), Contingency = Contingency.Child };
                    _bracket[2] = order with { Side = Side.Sell, Type = OrderType.Stop, Price = default, Trigger = Below(close, 6), Contingency = Contingency.Child };
                    Groups += context.SubmitGroup(_bracket, _ids) == RejectReason.None ? 1 : 0;
                    break;
                case 2:
                    _pair[0] = order with { Side = Side.Sell, Price = Below(close, -4), Contingency = Contingency.OneCancelsOther };
                    _pair[1] = order with { Side = Side.Sell, Type = OrderType.Stop, Price = default, Trigger = Below(close, 4), Contingency = Contingency.OneCancelsOther };
                    Groups += context.SubmitGroup(_pair, _ids) == RejectReason.None ? 1 : 0;
                    break;
                case 3: context.Submit(order with { Quantity = new Quantity(50), DisplayQuantity = new Quantity(10) }, out _iceberg); break;
                case 4: context.Submit(order with { Side = Side.Sell, Type = OrderType.TrailingStop, Price = default, Trigger = new Price(4) }, out _trail); break;
                case 5:
                    uint end = (uint)(bar.CloseTime.Nanoseconds / 1_000_000_000) + 2;
                    context.Submit(order with { Price = Below(close, 60), TimeInForce = TimeInForce.GoodTillDate, ExpireSeconds = end }, out _);
                    context.Submit(order with { Price = Below(close, 30) }, out _amended);
                    break;
                case 6: Amends += context.Amend(_amended, Below(close, 29), new Quantity(12), default) == RejectReason.None ? 1 : 0; break;
                default: context.Submit(order with { Side = Side.Sell, Price = Below(close, 40) }, out _); break;   // Through the one that was amended.
            }

            return RuleSetOutcome.Signal;
        }

        public void OnReport(InstrumentId instrument, in ExecutionReport report)
        {
            _reports[(int)report.Kind]++;
            if (report.Reason == RejectReason.SelfTrade) { SelfTrades++; }
            if (report.Kind != ReportKind.Fill) { return; }
            if (report.OrderId == _iceberg) { FillsOfIcebergs++; }
            if (report.OrderId == _trail) { FillsOfTrails++; }
        }

        private static Price Below(Price price, long ticks) => new(price.Raw - ticks);
    }
}
