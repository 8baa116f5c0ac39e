using System.Runtime.InteropServices;

namespace LlmTrader.Engine.Core;

/// <summary>What became of an order, from risk or from the venue. It acts only once it has come through the Sequencer.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct ExecutionReport
{
    public OrderId OrderId;

    /// <summary>Of a fill.</summary>
    public Price LastPrice;

    /// <summary>Of a fill; else 0.</summary>
    public Quantity LastQuantity;

    /// <summary>Filled so far, this report included.</summary>
    public Quantity CumulativeQuantity;

    /// <summary>What still works; 0 when the order is done.</summary>
    public Quantity LeavesQuantity;

    /// <summary>Of this fill, in 10^-8 of <see cref="FeeCurrency"/>; negative is a rebate.</summary>
    public long FeeRaw;

    public Currency FeeCurrency;

    public AccountId Account;
    public StrategyId Strategy;
    public ReportKind Kind;
    public RejectReason Reason;
    public Side Side;
    public Liquidity Liquidity;

    public readonly Money Fee => new(FeeRaw, FeeCurrency);
}
