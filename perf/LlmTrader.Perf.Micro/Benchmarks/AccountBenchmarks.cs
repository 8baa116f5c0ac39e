using BenchmarkDotNet.Attributes;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;
using LlmTrader.Perf.Micro.Workloads;

namespace LlmTrader.Perf.Micro.Benchmarks;

/// <summary>Fills and prices in an account.</summary>
public class AccountBenchmarks
{
    private const int Operations = 4_096;

    private readonly AccountBook _book = new(TradedMarket.Options.Instruments, TradedMarket.Options.Accounts);
    private ExecutionReport _buy = Fill(Side.Buy, 60_000_00);
    private ExecutionReport _sell = Fill(Side.Sell, 60_001_00);

    /// <summary>A fill, by turns one that opens a position and one that closes it.</summary>
    [Benchmark(Description = "accounts.fill", OperationsPerInvoke = Operations)]
    public long TakeFills()
    {
        for (int i = 0; i < Operations / 2; i++)
        {
            _book.OnReport(default, in _buy);
            _book.OnReport(default, in _sell);
        }

        return (long)_book.Hash;
    }

    /// <summary>A price while a position is held.</summary>
    [Benchmark(Description = "accounts.mark", OperationsPerInvoke = Operations)]
    public long Mark()
    {
        _book.OnReport(default, in _buy);
        for (int i = 0; i < Operations; i++) { _book.Mark(default, new Price(60_000_00 + (i & 15))); }
        _book.OnReport(default, in _sell);
        return (long)_book.Hash;
    }

    private static ExecutionReport Fill(Side side, long price) => new()
    {
        OrderId = OrderId.From(7, 0), Kind = ReportKind.Fill, Side = side, LastPrice = new Price(price), LastQuantity = TradedMarket.Options.Instruments[default].LotSize,
        FeeRaw = 1, FeeCurrency = TradedMarket.Options.Instruments[default].Quote,
    };
}
