using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>An open order at a venue outside.</summary>
public struct GatewayOrder
{
    public OrderState State;
    public Quantity Ordered;
    public Quantity Filled;

    /// <summary>In which it was sent: part of its <see cref="ClientOrderId"/>, whichever epoch asks about it.</summary>
    public int Epoch;

    public InstrumentId Instrument;
    public AccountId Account;
    public StrategyId Strategy;
    public Side Side;

    /// <summary>Whether a report that nobody knows its state is on its way through the Sequencer.</summary>
    public bool IsLost;

    /// <summary>A report about the order as it stands; a fill is written over it.</summary>
    public readonly ExecutionReport Report(OrderId id, ReportKind kind) => new()
    {
        OrderId = id,
        CumulativeQuantity = Filled,
        LeavesQuantity = kind is ReportKind.Accepted or ReportKind.CancelRejected or ReportKind.ReplaceRejected or ReportKind.Unknown ? Ordered - Filled : Quantity.Zero,
        Account = Account,
        Strategy = Strategy,
        Side = Side,
        Kind = kind,
    };
}
