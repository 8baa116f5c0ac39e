using System.Runtime.InteropServices;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Projection;

/// <summary>
/// One row of one table. <see cref="Table"/>, <see cref="Sequence"/> and <see cref="Row"/> are its key within a journal;
/// the same record always makes the same row. <see cref="ProjectionColumns.Write"/> tells its columns.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 104)]
public struct ProjectionRow
{
    /// <summary>The event that it is of, or that caused it.</summary>
    [FieldOffset(0)] public long Sequence;

    /// <summary>Engine time of that event.</summary>
    [FieldOffset(8)] public Timestamp Time;

    /// <summary>The source's own time; of derived records it is not journaled and 0.</summary>
    [FieldOffset(16)] public Timestamp ExchangeTime;
    [FieldOffset(24)] public InstrumentId Instrument;

    /// <summary>Of a derived record its place among those of its event, from 0 on; else 0.</summary>
    [FieldOffset(28)] public int Row;
    [FieldOffset(32)] public ProjectionTable Table;

    /// <summary>Of <see cref="ProjectionTable.Signals"/> and <see cref="ProjectionTable.Decisions"/>: which record it is.</summary>
    [FieldOffset(33)] public OutKind Kind;

    /// <summary>Of fills and latencies: who answered.</summary>
    [FieldOffset(34)] public ReportSource ReportSource;

    [FieldOffset(40)] public TradeTick Trade;
    [FieldOffset(40)] public QuoteTick Quote;
    [FieldOffset(40)] public Bar Bar;
    [FieldOffset(40)] public ExecutionReport Report;
    [FieldOffset(40)] public OrderCommand Decision;
    [FieldOffset(40)] public RiskVerdict Verdict;
    [FieldOffset(40)] public PositionUpdate Position;
    [FieldOffset(40)] public EquityUpdate Equity;

    /// <summary>Of <see cref="ProjectionTable.Orders"/>, beside <see cref="Report"/>.</summary>
    [FieldOffset(35)] public OrderStatus Status;
}
