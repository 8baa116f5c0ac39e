using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Tests.Property.Topologies;

namespace LlmTrader.Tests.Property.Recovery;

/// <summary>What the stages make of the first event of an epoch.</summary>
public class EpochStartTests
{
    private static readonly RecoveryScenario Scenario = new(12);   // Without latencies.

    [Theory]
    [InlineData(EpochReason.Recovery, RejectReason.None)]
    [InlineData(EpochReason.Restore, RejectReason.Observing)]
    public void A_start_from_a_backup_refuses_orders_until_an_operator_sets_trading_to_active(EpochReason reason, RejectReason answer)
    {
        MemoryOut records = new();
        InlineEngine engine = TakenUp(reason, records, Trade());
        Order(engine);
        EngineEvent active = new() { Kind = EventKind.TradingStateChange, Instrument = InstrumentId.None, Time = engine.Now };
        engine.Process(ref active);
        Order(engine);
        engine.Complete();
        Assert.Equal([answer, RejectReason.None], records.Records.Where(record => record.Kind == OutKind.Decision).Select(record => record.Decision.Verdict));
    }

    [Fact]
    public void The_event_tells_epoch_reason_and_when_it_was_opened_and_comes_first()
    {
        MemoryJournal journal = new([Numbered(Trade(), 0)]);
        InlineEngine engine = new(Options(), Scenario.First(), journal, compiler: RecoveryScenario.Compiler());
        engine.Recover(new RecoverySource
        {
            Journal = new MemoryJournal(journal.Events).Read(), Epoch = new EpochStart { Epoch = 7, Reason = EpochReason.Repair }, OpenedAt = new Timestamp(99),
        });
        EngineEvent first = journal.Events[1];
        Assert.Equal((EventKind.EpochStart, 1L, Trade().Time, 99L), (first.Kind, first.Sequence, first.Time, first.ExchangeTime.Nanoseconds));
        Assert.Equal((7, EpochReason.Repair), (first.EpochStart.Epoch, first.EpochStart.Reason));
    }

    [Fact]
    public void A_book_from_before_is_not_trusted_until_its_next_snapshot()
    {
        MemoryOut before = new(), behind = new(), again = new();
        InlineEngine whole = new(Options(), Scenario.First(), outJournal: before, compiler: RecoveryScenario.Compiler());
        foreach (EngineEvent e in new[] { Trade(), Book() })
        {
            EngineEvent next = e;
            whole.Process(ref next);
        }

        InlineEngine recovered = TakenUp(EpochReason.Recovery, behind, Trade(), Book());
        InlineEngine refreshed = TakenUp(EpochReason.Recovery, again, Trade(), Book());
        EngineEvent snapshot = Book();
        refreshed.Process(ref snapshot);
        foreach (InlineEngine engine in new[] { whole, recovered, refreshed })
        {
            Order(engine);
            engine.Complete();
        }

        Assert.Equal((1, 0, 1), (Fills(before), Fills(behind), Fills(again)));
    }

    private static EngineOptions Options()
    {
        EngineOptions options = Scenario.Options();
        return options with { Venue = options.Venue with { MaxBooks = 1 } };
    }

    private static int Fills(MemoryOut records) => records.Records.Count(record => record is { Kind: OutKind.Order, Order.Report.Kind: ReportKind.Fill });

    private static InlineEngine TakenUp(EpochReason reason, MemoryOut records, params EngineEvent[] journaled)
    {
        MemoryJournal journal = new(journaled.Select((e, i) => Numbered(e, i)));
        InlineEngine engine = new(Options(), Scenario.First(), journal, records, compiler: RecoveryScenario.Compiler());
        engine.Recover(new RecoverySource { Journal = new MemoryJournal(journal.Events).Read(), Epoch = new EpochStart { Epoch = 2, Reason = reason } });
        return engine;
    }

    private static EngineEvent Numbered(EngineEvent e, long sequence)
    {
        e.Sequence = sequence;
        return e;
    }

    private static EngineEvent Trade()
    {
        Timestamp time = Timestamp.FromUnixSeconds(1_735_689_600);
        return new EngineEvent
        {
            Kind = EventKind.Trade, Instrument = new InstrumentId(0), Time = time, ExchangeTime = time,
            Trade = new TradeTick { Price = new Price(6_000_000), Quantity = new Quantity(1_000_000) },
        };
    }

    private static EngineEvent Book()
    {
        EngineEvent e = Trade();
        e.Kind = EventKind.Book;
        e.Trade = default;
        e.Book = new BookUpdate { UpdateId = 1, Count = 2, AskLevels = 2, Flags = BookFlags.Snapshot | BookFlags.First | BookFlags.Last };
        e.Book.Levels[0] = new BookLevel { Price = new Price(5_999_900), Quantity = new Quantity(1_000_000_000) };
        e.Book.Levels[1] = new BookLevel { Price = new Price(6_000_100), Quantity = new Quantity(1_000_000_000) };
        return e;
    }

    private static void Order(InlineEngine engine)
    {
        EngineEvent order = new()
        {
            Kind = EventKind.Command, Instrument = new InstrumentId(0), Time = engine.Now,
            Command = new OrderCommand
            {
                Action = CommandAction.New, Side = Side.Buy, Quantity = new Quantity(1000), Type = OrderType.Market, TimeInForce = TimeInForce.GoodTillCancel, Strategy = StrategyId.Manual,
            },
        };
        engine.Process(ref order);
    }
}
