namespace LlmTrader.Engine.Core;

/// <summary>What an evaluation came to; the funnel counts them.</summary>
public enum RuleSetOutcome : byte
{
    /// <summary>Not enough bars yet.</summary>
    Warming = 0,

    /// <summary>Warm, and nothing to do.</summary>
    Quiet = 1,

    /// <summary>Something was wanted, whether or not an order came of it.</summary>
    Signal = 2,
}

/// <summary>
/// A strategy as the signals stage runs it: a pure function of the bars and of what the context shows. It keeps its own
/// state per instrument, allocates nothing after construction and reads no clock.
/// </summary>
public interface IRuleSet
{
    string Name { get; }

    /// <summary>Identifies logic and parameters: two sets with one id decide alike.</summary>
    string Id { get; }

    /// <summary>Bars that are needed before the first decision.</summary>
    int WarmUpBars { get; }

    RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context);
}

/// <summary>What a rule set may see and do. Orders go to risk; their answers come back as reports and show here.</summary>
public interface IRuleSetContext
{
    /// <summary>Engine time of the event under evaluation.</summary>
    Timestamp Now { get; }

    InstrumentTable Instruments { get; }

    /// <summary>Filled position of this rule set, signed.</summary>
    Quantity Position(InstrumentId instrument);

    /// <summary>Signed quantity of orders that are unanswered or still work.</summary>
    Quantity Working(InstrumentId instrument);

    /// <summary>
    /// Wants an order. The answer is <see cref="RejectReason.None"/>, or <see cref="RejectReason.CommandBurst"/> /
    /// <see cref="RejectReason.Overloaded"/> when this event or the engine can carry no more; risk's verdict comes as a report.
    /// </summary>
    RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity);

    /// <summary>As <see cref="SubmitMarket"/>, at the limit or better; <paramref name="order"/> can be cancelled by its id.</summary>
    RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order);

    /// <summary>Wants a cancel; cancels are exempt from the command limit of rule sets only up to the slot's own.</summary>
    RejectReason Cancel(InstrumentId instrument, OrderId order);
}
