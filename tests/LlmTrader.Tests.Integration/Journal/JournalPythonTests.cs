using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tests.Integration.Journal;

/// <summary>Two programs that know nothing of ours, lz4 and python3-msgpack, read a journal and print the same JSON lines.</summary>
public sealed class JournalPythonTests : IDisposable
{
    private const string Python = "/usr/bin/python3";    // Debian's: the one that python3-msgpack belongs to.

    private readonly string _path = Directory.CreateTempSubdirectory("llmtrader-journal-").FullName;

    [SkippableFact]
    public void Python_reads_what_we_print()
    {
        RequireTools();
        JournalDirectory directory = JournalDirectory.Create(_path, Manifest());
        JournalWriterOptions options = new() { Mode = JournalMode.Async, BlockBytes = 4096, SegmentBytes = 8192 };
        using (JournalWriter writer = new(directory, options))
        using (OutJournalWriter outWriter = new(directory, options))
        {
            for (int i = 0; i < 2000; i++)
            {
                EngineEvent e = Event(i);
                writer.Append(in e);
                OutRecord record = Out(i / 2, (OutKind)(1 + (i % 6)));
                outWriter.Append(in record);
            }

            writer.Complete();
            outWriter.Complete();
        }

        Assert.True(directory.Segments(StreamKind.In).Count > 2 && directory.Segments(StreamKind.Out).Count > 2);
        Assert.Equal(InLines(directory), PythonLines(directory.Segments(StreamKind.In)));
        Assert.Equal(OutLines(directory), PythonLines(directory.Segments(StreamKind.Out)));
    }

    [Fact]
    public void The_manual_shows_the_same_script()
    {
        string script = File.ReadAllText(Script());
        string manual = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Script())!, "../../../persistence/LlmTrader.Persistence.Journal/FORMAT.md"));
        Assert.Contains(script, manual, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    private static JournalManifest Manifest() => new()
    {
        ProgramVersion = "test",
        JournalId = "python",
        CreatedAt = default,
        Instruments = new InstrumentTable([]),
        BarSpecs = [],
        Configuration = JsonDocument.Parse("{}").RootElement,
    };

    // Every kind in turn; numbers at the limits of their widths come up in each field.
    private static EngineEvent Event(int i)
    {
        EventKind[] kinds = Enum.GetValues<EventKind>()[1..];
        EngineEvent e = new() { Sequence = i, Kind = kinds[i % kinds.Length], Time = new Timestamp(Number(i)), Instrument = new InstrumentId(i % 5 == 0 ? -1 : i) };
        e.ExchangeTime = i % 3 == 0 ? new Timestamp(Number(i + 1)) : new Timestamp(unchecked(e.Time.Nanoseconds - ((i * 7919L) % 1_000_000)));
        switch (e.Kind)
        {
            case EventKind.Trade: e.Trade = new TradeTick { Price = new Price(Number(i + 1)), Quantity = new Quantity(i), TradeId = Number(i + 2), Aggressor = (Side)(i % 3) }; break;
            case EventKind.Quote:
                e.Quote = new QuoteTick { BidPrice = new Price(i % 4 == 0 ? Number(i) : i), AskPrice = new Price(i + 3), BidQuantity = new Quantity(i % 7 == 0 ? Number(i) : i), AskQuantity = new Quantity(2 * i) };
                break;
            case EventKind.Bar or EventKind.BarPrint:
                e.Bar = new Bar
                {
                    Open = new Price(Number(i)), High = new Price(Number(i + 1)), Low = new Price(Number(i + 2)), Close = new Price(Number(i + 3)), Volume = new Quantity(i),
                    Turnover = Number(i + 4), OpenTime = new Timestamp(Number(i + 5)), TradeCount = -i, Spec = new BarSpecId((ushort)i),
                };
                break;
            case EventKind.Timer: e.Timer = new TimerFired { Due = new Timestamp(Number(i)), Id = new TimerId(-i) }; break;
            case EventKind.Report:
                e.ReportSource = (ReportSource)(1 + (i % 2));
                e.Report = Report(i);
                break;
            case EventKind.Command: e.Command = Command(i); break;
            case EventKind.HashCheckpoint: e.Checkpoint = new HashCheckpoint { UpTo = i - 1, Hash = (ulong)Number(i) }; break;
            case EventKind.RiskLimitChange: e.RiskLimit = new RiskLimitChange { Value = Number(i), Instrument = InstrumentId.None, Limit = RiskLimitKind.PriceCollar }; break;
            case EventKind.TradingStateChange: e.TradingState = new TradingStateChange { State = TradingState.Halted }; break;
            case EventKind.Gap: e.Gap = new GapMark { Dropped = Number(i) }; break;
            case EventKind.RuleSetSource:
                e.RuleSetSource = new RuleSetSource { SetId = i, Offset = 48 * i, Length = (byte)(1 + (i % SourceText.Capacity)) };
                for (int at = 0; at < e.RuleSetSource.Length; at++) { e.RuleSetSource.Text[at] = (byte)(i + (at * 37)); }
                break;
            case EventKind.RuleSetStage:
                e.RuleSetStage = new RuleSetStage
                {
                    SetId = -i, Length = i, WarmUpBars = int.MaxValue - i, Slot = new StrategyId((ushort)i),
                    Hash = new SourceHash((ulong)Number(i), (ulong)Number(i + 1), (ulong)Number(i + 2), (ulong)i),
                };
                break;
            case >= EventKind.RuleSetReady and <= EventKind.RuleSetQuarantine:
                e.RuleSet = new RuleSetChange { SetId = i, Slot = new StrategyId((ushort)(i % 64)), Code = (RuleSetCode)(i % 18), On = (byte)(i % 2) };
                break;
            case EventKind.Book:
                e.Book = new BookUpdate { UpdateId = Number(i), Count = (byte)(i % 4), AskLevels = 5, Flags = BookFlags.Snapshot | BookFlags.Last };
                for (int at = 0; at < e.Book.Count; at++) { e.Book.Levels[at] = new BookLevel { Price = new Price(Number(i + at)), Quantity = new Quantity(at) }; }
                break;
            case EventKind.BookOrder:
                e.BookOrder = new BookOrder { VenueOrderId = Number(i), Price = new Price(i), Quantity = new Quantity(-i), Side = Side.Sell, Action = BookOrderAction.Execute, Flags = BookFlags.First };
                break;
            case EventKind.CashFlow: e.CashFlow = CashFlow(i); break;
            case EventKind.Funding: e.Funding = new FundingPayment { RateRaw = -i, Mark = new Price(Number(i)) }; break;
            case EventKind.MarkPrice: e.MarkPrice = new MarkPrice { Mark = new Price(i), Index = new Price(Number(i)) }; break;
            case EventKind.InstrumentStatus: e.InstrumentStatus.Status = InstrumentStatus.Auction; break;
            case EventKind.Kill: e.Kill.Flatten = 1; break;
            case EventKind.KillReset: break;
            case EventKind.RiskRuleChange: e.RiskRule = new RiskRuleChange { Limit = Number(i), RuleId = i, On = 1 }; break;
            case EventKind.EpochStart: e.EpochStart = new EpochStart { Epoch = i, Reason = EpochReason.Restore }; break;
            case EventKind.AdminRequest:
                e.AdminRequest = new AdminRequest { RequestId = Number(i), Offset = (ushort)(48 * i), TotalLength = ushort.MaxValue, Length = (byte)(1 + (i % SourceText.Capacity)) };
                for (int at = 0; at < e.AdminRequest.Length; at++) { e.AdminRequest.Text[at] = (byte)(i + (at * 41)); }
                break;
            case EventKind.StrategyStateChange: e.StrategyState = new StrategyStateChange { Strategy = new StrategyId((ushort)i), State = TradingState.Reducing }; break;
            case EventKind.CancelAll: e.CancelAll = new CancelAll { Instrument = new InstrumentId(i % 2 == 0 ? -1 : i), Strategy = StrategyId.Manual, OfStrategy = 1 }; break;
            case EventKind.CapitalShare: e.CapitalShare = new CapitalShareChange { Slot = new StrategyId((ushort)i), Share = (ushort)(100 * i) }; break;
            default: throw new InvalidOperationException($"The test has no event of kind {e.Kind}.");
        }

        return e;
    }

    private static OutRecord Out(long sequence, OutKind kind)
    {
        int i = (int)sequence;
        OutRecord record = new() { Sequence = sequence, Time = new Timestamp(Number(i)), Instrument = new InstrumentId(i), Kind = kind };
        switch (kind)
        {
            case OutKind.Decision: record.Decision = Command(i); break;
            case OutKind.Order: record.Order = new OrderUpdate { Report = Report(i), Status = OrderStatus.PartiallyFilled }; break;
            case OutKind.Position: record.Position = new PositionUpdate { Position = new Quantity(-i), CostRaw = Number(i), RealizedRaw = Number(i + 1), FeesRaw = Number(i + 2), Account = new AccountId(65_535) }; break;
            case OutKind.RuleSet: record.RuleSet = new RuleSetUpdate { SetId = i, Slot = new StrategyId(65_535), Change = EventKind.RuleSetStage, Code = RuleSetCode.NotReady }; break;
            case OutKind.ShadowDecision: record.Decision = Command(i); break;
            case OutKind.Verdict:
                record.Verdict = new RiskVerdict
                {
                    OrderId = OrderId.From(i, 2), Observed = Number(i), Limit = -i, RuleId = i, Account = new AccountId(3), Strategy = StrategyId.Risk,
                    Phase = RiskPhase.After, Action = RiskAction.HaltAll, Reason = RejectReason.Killed,
                };
                break;
            case OutKind.CashFlow: record.CashFlow = CashFlow(i); break;
            case OutKind.Unclosed: record.Unclosed = new UnclosedPosition { Position = new Quantity(-i), Account = new AccountId(2), Reason = RejectReason.SessionClosed }; break;
            default: record.Equity = new EquityUpdate { Currency = Currency.Parse("1INCH"), CashRaw = Number(i), EquityRaw = Number(i + 1), PeakRaw = i, Account = new AccountId(1) }; break;
        }

        return record;
    }

    private static CashFlow CashFlow(int i) => new() { AmountRaw = -i, Currency = Currency.Parse("USDT"), Account = new AccountId(4), Kind = CashFlowKind.Funding };

    private static ExecutionReport Report(int i) => new()
    {
        OrderId = OrderId.From(i, 3), LastPrice = new Price(Number(i)), LastQuantity = new Quantity(Number(i + 1)), CumulativeQuantity = new Quantity(Number(i + 2)), LeavesQuantity = new Quantity(i),
        FeeRaw = -i, FeeCurrency = i % 2 == 0 ? Currency.Parse("USDT") : Currency.None, Account = new AccountId(7), Strategy = StrategyId.Manual,
        Kind = ReportKind.Fill, Reason = RejectReason.BelowOneLot, Side = Side.Sell, Liquidity = Liquidity.Maker,
    };

    private static OrderCommand Command(int i) => new()
    {
        OrderId = OrderId.From(i, 255), Price = new Price(Number(i)), Quantity = new Quantity(Number(i + 1)), Instrument = new InstrumentId(i), Account = new AccountId(2), Strategy = new StrategyId(9),
        Action = CommandAction.Cancel, Side = Side.Buy, Type = OrderType.Limit, TimeInForce = TimeInForce.ImmediateOrCancel, Verdict = RejectReason.CommandBurst,
    };

    private static long Number(int i) => (i % 9) switch
    {
        0 => long.MinValue,
        1 => long.MaxValue,
        2 => uint.MaxValue,
        3 => 1L << 32,
        4 => -1,
        5 => 0,
        _ => (long)((ulong)(i + 1) * 0x9E3779B97F4A7C15),
    };

    private static List<string> InLines(JournalDirectory directory)
    {
        using JournalReader reader = new(directory);
        List<string> lines = [];
        EngineEvent e = default;
        while (reader.TryRead(ref e)) { lines.Add(EventJson.ToText(in e)); }
        return lines;
    }

    private static List<string> OutLines(JournalDirectory directory)
    {
        using OutJournalReader reader = new(directory);
        List<string> lines = [];
        OutRecord record = default;
        while (reader.TryRead(ref record)) { lines.Add(EventJson.ToText(in record)); }
        return lines;
    }

    private static List<string> PythonLines(IReadOnlyList<string> segments)
    {
        List<string> lines = [];
        foreach (string segment in segments)
        {
            // Each segment by itself: none needs the one before to be read.
            string command = $"lz4 -dc '{segment}' | {Python} '{Script()}'";
            (int exit, string output, string error) = Run("bash", "-o", "pipefail", "-c", command);
            Assert.True(exit == 0, error);
            lines.AddRange(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        return lines;
    }

    private static void RequireTools()
    {
        try
        {
            Skip.If(Run("lz4", "--version").Exit != 0, "The lz4 command does not run (apt-get install lz4).");
            Skip.If(Run(Python, "-c", "import msgpack").Exit != 0, "Debian's python3-msgpack is not installed (apt-get install python3-msgpack).");
        }
        catch (Win32Exception error)
        {
            Skip.If(true, $"{error.Message} (apt-get install lz4 python3-msgpack)");
        }
    }

    private static (int Exit, string Output, string Error) Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static string Script([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "journal_cat.py");
}
