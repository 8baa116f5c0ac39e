using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Views;

/// <summary>What an operator's event came to, as the derived stream tells it.</summary>
public struct ControlOutcome
{
    public long Sequence;
    public Timestamp Time;
    public EventKind Kind;

    /// <summary>Of an order, a cancel or an amendment: the order.</summary>
    public OrderId OrderId;

    /// <summary>Risk's answer to a command, or to a change of a rule.</summary>
    public RejectReason Reject;

    /// <summary>The slots' answer to a rule-set event.</summary>
    public RuleSetCode Code;

    public readonly bool IsAccepted => Reject == RejectReason.None && Code == RuleSetCode.None;
}
