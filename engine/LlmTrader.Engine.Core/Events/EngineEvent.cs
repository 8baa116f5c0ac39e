using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Core;

/// <summary>
/// One slot of the ring: two cache lines. The first 96 bytes are the event, written by the Sequencer alone and
/// immutable once published; the rest is what the stages hand to the ones behind them and is never journaled.
/// A trade or a quote lies whole in the first line, so that most consumers touch one.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public struct EngineEvent
{
    public const int SizeBytes = 128;

    /// <summary>Gap-free from 0 over the life of a journal.</summary>
    [FieldOffset(0)] public long Sequence;

    /// <summary>Engine time: when the Sequencer took it in; never goes back.</summary>
    [FieldOffset(8)] public Timestamp Time;

    /// <summary>The source's own time. Timers: when due. Reports: when the venue acted.</summary>
    [FieldOffset(16)] public Timestamp ExchangeTime;

    [FieldOffset(24)] public InstrumentId Instrument;
    [FieldOffset(28)] public EventKind Kind;

    /// <summary>Of a report: who answered.</summary>
    [FieldOffset(29)] public ReportSource ReportSource;

    [FieldOffset(32)] public TradeTick Trade;
    [FieldOffset(32)] public QuoteTick Quote;
    [FieldOffset(32)] public Bar Bar;
    [FieldOffset(32)] public TimerFired Timer;
    [FieldOffset(32)] public ExecutionReport Report;
    [FieldOffset(32)] public OrderCommand Command;
    [FieldOffset(32)] public HashCheckpoint Checkpoint;
    [FieldOffset(32)] public RiskLimitChange RiskLimit;
    [FieldOffset(32)] public TradingStateChange TradingState;
    [FieldOffset(32)] public GapMark Gap;
    [FieldOffset(32)] public RuleSetSource RuleSetSource;
    [FieldOffset(32)] public RuleSetStage RuleSetStage;
    [FieldOffset(32)] public RuleSetChange RuleSet;
    [FieldOffset(32)] public BookUpdate Book;
    [FieldOffset(32)] public BookOrder BookOrder;
    [FieldOffset(32)] public CashFlow CashFlow;
    [FieldOffset(32)] public FundingPayment Funding;
    [FieldOffset(32)] public MarkPrice MarkPrice;
    [FieldOffset(32)] public InstrumentStatusChange InstrumentStatus;
    [FieldOffset(32)] public Kill Kill;
    [FieldOffset(32)] public RiskRuleChange RiskRule;
    [FieldOffset(32)] public EpochStart EpochStart;
    [FieldOffset(32)] public AdminRequest AdminRequest;
    [FieldOffset(32)] public StrategyStateChange StrategyState;
    [FieldOffset(32)] public CancelAll CancelAll;
    [FieldOffset(32)] public CapitalShareChange CapitalShare;

    /// <summary>Bars that this event closed, in the bars stage's buffer.</summary>
    [FieldOffset(96)] public StageRange ClosedBars;

    /// <summary>Commands that this event caused, in the signals stage's buffer.</summary>
    [FieldOffset(102)] public StageRange Commands;

    /// <summary>What the signals stage has to tell about rule sets, in its buffer of derived records.</summary>
    [FieldOffset(108)] public StageRange Notes;

    /// <summary>What the risk stage has to tell about its verdicts, in its buffer of derived records.</summary>
    [FieldOffset(114)] public StageRange Verdicts;

    /// <summary>Measurement only, in clock ticks: when the event was meant to arrive. No stage may read it.</summary>
    [FieldOffset(120)] public long IntendedTicks;
}
