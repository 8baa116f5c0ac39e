using LlmTrader.Engine.Core;
using LlmTrader.Tests.Support;
using LlmTrader.Tools.Hosting.Backtests;

namespace LlmTrader.Tests.Unit.Backtests;

public sealed class BacktestFilesTests
{
    private static readonly string[] Names = ["equity.csv", "fills.csv", "orders.csv", "trades.csv"];

    [Fact]
    public void Orders_come_when_they_are_done_and_open_ones_at_the_end_by_decision()
    {
        using TemporaryDirectory directory = new();
        using RecordedRun run = new(directory.Path);
        OrderId rests = run.Decide(1, Side.Sell, 5, rawLimit: 120_50);
        OrderId second = run.Decide(1, Side.Sell, 1250, rawLimit: 61_0, instrument: RecordedRun.Coin);
        OrderId market = run.Decide(2, Side.Buy, 3);
        OrderId blocked = run.Decide(2, Side.Buy, 9, verdict: RejectReason.InsufficientCash);
        run.Report(2, market, ReportKind.Accepted, OrderStatus.New);
        run.Report(2, second, ReportKind.Accepted, OrderStatus.New, instrument: RecordedRun.Coin);
        run.Report(2, blocked, ReportKind.Rejected, OrderStatus.Rejected, RejectReason.InsufficientCash);
        run.Fill(3, Side.Buy, 2, 100_00, fee: 0.2m, order: market, status: OrderStatus.PartiallyFilled);
        run.Report(3, market, ReportKind.CancelRejected, OrderStatus.PartiallyFilled, RejectReason.UnknownOrder);
        run.Fill(4, Side.Buy, 1, 100_01, fee: 0.1m, order: market);
        run.Recorder.Complete();

        Assert.Equal(
            """
            order_id,time,account,instrument,side,type,time_in_force,quantity,limit,status,filled_quantity,average_price,fees,fee_currency,reject_reason,done_time
            4-1,2024-03-04T02:00:00.000000000Z,main,SPY.ARCA,Buy,Market,GoodTillCancel,9,,Rejected,0,,0.00000000,,InsufficientCash,2024-03-04T02:00:00.000000000Z
            3-1,2024-03-04T02:00:00.000000000Z,main,SPY.ARCA,Buy,Market,GoodTillCancel,3,,Filled,3,100.00,0.30000000,USD,,2024-03-04T04:00:00.000000000Z
            1-1,2024-03-04T01:00:00.000000000Z,main,SPY.ARCA,Sell,Limit,GoodTillCancel,5,120.50,PendingNew,0,,0.00000000,,,
            2-1,2024-03-04T01:00:00.000000000Z,main,"COIN.A,B",Sell,Limit,GoodTillCancel,1.250,61.0,New,0.000,,0.00000000,,,

            """, directory.Read("orders.csv"));
        Assert.Equal([1, 2, 3, 4], new[] { rests, second, market, blocked }.Select(id => id.Sequence));
    }

    [Fact]
    public void Fills_trades_and_equity_are_exact_text()
    {
        using TemporaryDirectory directory = new();
        using RecordedRun run = new(directory.Path, accountName: "the \"main\" one");
        OrderId buy = run.Decide(1, Side.Buy, 1500, instrument: RecordedRun.Coin);
        run.Fill(1.5, Side.Buy, 1500, 61_3, fee: 0.09195m, instrument: RecordedRun.Coin, order: buy);
        run.Equity(1.5, 999.90805m, cash: 907.95805m);
        OrderId sell = run.Decide(2, Side.Sell, 1500, instrument: RecordedRun.Coin);
        run.Fill(2, Side.Sell, 1500, 62_0, fee: -0.01m, instrument: RecordedRun.Coin, order: sell);
        run.Equity(2 + (1.0 / 3600), 1000.96805m);
        run.Recorder.Complete();

        Assert.Equal(
            """
            time,sequence,order_id,account,instrument,side,price,quantity,notional,currency,liquidity,fee,fee_currency
            2024-03-04T01:30:00.000000000Z,2,1-1,"the ""main"" one","COIN.A,B",Buy,61.3,1.500,91.95000000,USD,Taker,0.09195000,USD
            2024-03-04T02:00:00.000000000Z,5,4-1,"the ""main"" one","COIN.A,B",Sell,62.0,1.500,93.00000000,USD,Taker,-0.01000000,USD

            """, directory.Read("fills.csv"));
        Assert.Equal(
            """
            entry_time,exit_time,account,instrument,side,quantity,average_entry_price,average_exit_price,gross,fees,net,currency,held_seconds,fills
            2024-03-04T01:30:00.000000000Z,2024-03-04T02:00:00.000000000Z,"the ""main"" one","COIN.A,B",Long,1.500,61.3,62.0,1.05000000,0.08195000,0.96805000,USD,1800.000000000,2

            """, directory.Read("trades.csv"));
        Assert.Equal(
            """
            time,account,currency,cash,equity,peak,drawdown
            2024-03-04T01:30:00.000000000Z,"the ""main"" one",USD,907.95805000,999.90805000,1000.00000000,0.09195000
            2024-03-04T02:00:01.000000000Z,"the ""main"" one",USD,1000.96805000,1000.96805000,1000.96805000,0.00000000

            """, directory.Read("equity.csv"));
    }

    [Fact]
    public void An_order_for_an_instrument_that_does_not_exist_has_a_row()
    {
        using TemporaryDirectory directory = new();
        using RecordedRun run = new(directory.Path);
        OrderId order = run.Decide(1, Side.Buy, 7, instrument: new InstrumentId(9), verdict: RejectReason.UnknownInstrument);
        run.Report(1, order, ReportKind.Rejected, OrderStatus.Rejected, RejectReason.UnknownInstrument, new InstrumentId(9));
        run.Recorder.Complete();
        Assert.Contains(",main,#9,Buy,Market,GoodTillCancel,7,,Rejected,0,,0.00000000,,UnknownInstrument,", directory.Read("orders.csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-86_400_000_000_001)]
    [InlineData(1_723_161_254_087_896_568)]
    [InlineData(951_782_400_000_000_000 - 1)]
    [InlineData(9_000_000_000_000_000_000)]
    public void Times_are_written_as_the_engine_writes_them(long nanoseconds)
    {
        using TemporaryDirectory directory = new();
        using RecordedRun run = new(directory.Path);
        Timestamp time = new(nanoseconds);
        OutRecord record = new() { Time = time, Kind = OutKind.Equity, Equity = new EquityUpdate { Currency = RecordedRun.Usd } };
        run.Recorder.Append(in record);
        run.Recorder.Complete();
        Assert.StartsWith(time.ToString() + ",main,", directory.Read("equity.csv").Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_fails_leaves_nothing_at_all()
    {
        using TemporaryDirectory directory = new();
        using (RecordedRun run = new(directory.Path)) { run.Equity(1, 1010); }
        Assert.Empty(directory.Files);
    }

    [Fact]
    public void A_run_that_fails_leaves_an_earlier_result_alone()
    {
        using TemporaryDirectory directory = new();
        using (RecordedRun first = new(directory.Path)) { first.Equity(1, 1010).Summary(); }
        directory.Write("summary.json", "{}");
        Dictionary<string, string> before = directory.Files.ToDictionary(name => name, directory.Read);
        using (RecordedRun second = new(directory.Path)) { second.Equity(1, 2000); }
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), directory.Files.Order(StringComparer.Ordinal));
        Assert.All(before, file => Assert.Equal(file.Value, directory.Read(file.Key)));
    }

    [Fact]
    public void A_complete_run_replaces_files_and_takes_the_old_summary_away()
    {
        using TemporaryDirectory directory = new();
        directory.Write("orders.csv", "old");
        directory.Write("orders.csv.partial", "older");
        directory.Write("summary.json", "old");
        using RecordedRun run = new(directory.Path);
        run.Equity(1, 1010).Summary();
        Assert.Equal(Names, directory.Files);
        Assert.StartsWith("order_id,", directory.Read("orders.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_can_not_be_made_is_an_io_error()
    {
        using TemporaryDirectory directory = new();
        directory.Write("file", "");
        Assert.ThrowsAny<IOException>(() => new RecordedRun(Path.Combine(directory.Path, "file", "out")));
    }

    [Fact]
    public void Ten_thousand_rows_come_out_whole()
    {
        // Several buffers full; the seams must not show.
        using TemporaryDirectory directory = new();
        using RecordedRun run = new(directory.Path);
        for (int i = 1; i <= 10_000; i++) { run.Equity(i / 60.0, 1000 + i); }
        run.Recorder.Complete();
        string[] lines = directory.Read("equity.csv").Split('\n');
        Assert.Equal(10_002, lines.Length);
        for (int i = 1; i <= 10_000; i++) { Assert.Equal($"{RecordedRun.At(i / 60.0)},main,USD,{1000 + i}.00000000,{1000 + i}.00000000,{1000 + i}.00000000,0.00000000", lines[i]); }
    }

    [Fact]
    public void An_equity_row_allocates_nothing()
    {
        using TemporaryDirectory directory = new();
        using RecordedRun run = new(directory.Path);
        OutRecord record = new() { Kind = OutKind.Equity, Equity = new EquityUpdate { Currency = RecordedRun.Usd, CashRaw = 5, EquityRaw = 5, PeakRaw = 7 } };
        Append(1000);
        Assert.Equal(0, AllocatedBytes.Least(() => Append(20_000)));   // 20 s: within one hour, so that no sample is added either.

        void Append(int count)
        {
            for (int i = 0; i < count; i++)
            {
                record.Time = new Timestamp(record.Time.Nanoseconds + 1_000_000);
                run.Recorder.Append(in record);
            }
        }
    }
}
