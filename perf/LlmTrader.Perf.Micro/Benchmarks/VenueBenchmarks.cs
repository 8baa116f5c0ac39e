using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Perf.Micro.Workloads;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>The simulated venue: orders that meet quotes and trades, and market data that meets no order.</summary>
public class VenueBenchmarks
{
    private const int Operations = 4_096;
    private const long Bid = 60_000_00;

    private readonly Answers _answers = new();
    private readonly SimulatedVenue _venue;
    private QuoteTick _quote;
    private long _step;

    public VenueBenchmarks()
    {
        _venue = new SimulatedVenue(TradedMarket.Options.Instruments, new VenueOptions { MaxOpenOrders = 64 }, _answers, _answers);
        Quantity size = new(TradedMarket.Options.Instruments[default].LotSize.Raw * 1_000);
        _quote = new QuoteTick { BidPrice = new Price(Bid), BidQuantity = size, AskPrice = new Price(Bid + 10), AskQuantity = size };
    }

    /// <summary>A quote while nothing rests.</summary>
    [Benchmark(Description = "venue.quote", OperationsPerInvoke = Operations)]
    public long Quote()
    {
        for (int i = 0; i < Operations; i++) { Show(); }
        return _venue.OpenOrders;
    }

    /// <summary>A market order, the quote that fills it, and its reports on their way back.</summary>
    [Benchmark(Description = "venue.market-order", OperationsPerInvoke = Operations)]
    public long FillAtMarket()
    {
        for (int i = 0; i < Operations; i++)
        {
            OrderCommand order = Order(OrderType.Market, default);
            _venue.OnCommand(in order, new Timestamp(_step * 1_000));
            Show();
            _answers.ReturnTo(_venue);
        }

        Invariant.Holds(_venue.OpenOrders == 0 && _venue.Fills >= Operations);
        return _venue.Fills;
    }

    /// <summary>A limit order that rests, a quote that does not reach it, its cancel, and its reports on their way back.</summary>
    [Benchmark(Description = "venue.limit-order", OperationsPerInvoke = Operations)]
    public long RestAndCancel()
    {
        for (int i = 0; i < Operations; i++)
        {
            OrderCommand order = Order(OrderType.Limit, new Price(Bid - 100));
            _venue.OnCommand(in order, Show());
            Timestamp now = Show();
            order.Action = CommandAction.Cancel;
            _venue.OnCommand(in order, now);
            _answers.ReturnTo(_venue);
        }

        Invariant.Holds(_venue.OpenOrders == 0);
        return (long)_venue.Hash;
    }

    private Timestamp Show()
    {
        Timestamp now = new(++_step * 1_000);
        _quote.AskPrice = new Price(Bid + 10 + (_step & 1));   // A new offer: of one that stands, what was taken stays taken.
        _venue.OnQuote(default, in _quote, now, now);
        return now;
    }

    private OrderCommand Order(OrderType type, Price price) => new()
    {
        OrderId = OrderId.From(_step, 0), Action = CommandAction.New, Side = Side.Buy, Type = type, Price = price,
        TimeInForce = TimeInForce.GoodTillCancel, Quantity = TradedMarket.Options.Instruments[default].LotSize,
    };

    // What the venue sends, kept until it is sequenced.
    private sealed class Answers : IReportPort, ITimerPort
    {
        private readonly ExecutionReport[] _reports = new ExecutionReport[64];
        private int _count;

        public void Send(InstrumentId instrument, in ExecutionReport report, Timestamp venueTime, Timestamp due) => _reports[_count++] = report;

        public void Request(TimerId id, Timestamp due)
        {
        }

        public void ReturnTo(SimulatedVenue venue)
        {
            for (int i = 0; i < _count; i++) { venue.OnReport(default, in _reports[i], ReportSource.Venue); }
            _count = 0;
        }
    }
}
