using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Perf.Micro.Workloads;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>What risk does with an order and what becomes of it, and with a price.</summary>
public class RiskBenchmarks
{
    private const int Operations = 4_096;
    private const long Last = 60_000_00;

    private static readonly Timestamp Now = Timestamp.FromUnixSeconds(1_735_689_600);

    private readonly RiskGate _gate = new(
        TradedMarket.Options.Instruments, TradedMarket.Options.Risk with { DefaultLimits = TradedMarket.Options.Risk.DefaultLimits with { OrderRate = 0 } }, TradedMarket.Options.Accounts);

    private long _orders;

    public RiskBenchmarks() => _gate.OnMarketPrice(default, new Price(Last));

    /// <summary>An order that passes every rule and reserves cash, and its cancellation, which gives the cash back.</summary>
    [Benchmark(Description = "risk.pass", OperationsPerInvoke = Operations)]
    public long Pass()
    {
        for (int i = 0; i < Operations; i++)
        {
            OrderCommand order = Order(Last - (i & 63), 1);
            RejectReason reason = _gate.Check(in order, Now);
            Invariant.Holds(reason == RejectReason.None);
            ExecutionReport report = new() { OrderId = order.OrderId, Account = order.Account, Side = order.Side, Kind = ReportKind.Canceled, CumulativeQuantity = default };
            _gate.OnReport(order.Instrument, in report, ReportSource.Venue);
        }

        return _gate.PassedOrders;
    }

    /// <summary>An order at a price beyond the collar.</summary>
    [Benchmark(Description = "risk.reject", OperationsPerInvoke = Operations)]
    public long Reject()
    {
        for (int i = 0; i < Operations; i++)
        {
            OrderCommand order = Order(2 * Last, 1);
            RejectReason reason = _gate.Check(in order, Now);
            Invariant.Holds(reason == RejectReason.PriceCollar);
        }

        return _gate.Rejections[(int)RejectReason.PriceCollar];
    }

    /// <summary>A price of the market, by which limits and accounts are valued.</summary>
    [Benchmark(Description = "risk.price", OperationsPerInvoke = Operations)]
    public long SeePrice()
    {
        for (int i = 0; i < Operations; i++) { _gate.OnMarketPrice(default, new Price(Last + (i & 15)), Now); }
        _gate.OnMarketPrice(default, new Price(Last), Now);
        return (long)_gate.Hash;
    }

    private OrderCommand Order(long price, long lots)
    {
        Instrument instrument = TradedMarket.Options.Instruments[default];
        return new OrderCommand
        {
            OrderId = OrderId.From(++_orders, 0), Instrument = default, Account = default, Action = CommandAction.New, Side = Side.Buy,
            Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCancel,
            Price = new Price(price - (price % instrument.TickSize.Raw)), Quantity = new Quantity(lots * instrument.LotSize.Raw),
        };
    }
}
