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

    /// <summary>A bar of a specification or an instrument that the set does not decide on; the funnel does not count it.</summary>
    NotMine = 3,
}

/// <summary>How a rule set takes over from the one before it.</summary>
public enum RuleSetHandOver : byte
{
    /// <summary>Position and working orders become its own.</summary>
    Adopt = 0,

    /// <summary>Working orders are cancelled and the position is closed at the market before it may decide.</summary>
    CloseFirst = 1,
}

/// <summary>
/// A strategy as the signals stage runs it: a pure function of the bars and of what the context shows. It keeps its own
/// state per instrument, allocates nothing after construction and reads no clock. What it keeps goes into snapshots; there is
/// no default for that, so that no set can forget it. A set refuses the state of one with another <see cref="Id"/>.
/// </summary>
public interface IRuleSet : ISnapshotState
{
    string Name { get; }

    /// <summary>Identifies logic and parameters: two sets with one id decide alike.</summary>
    string Id { get; }

    /// <summary>Bars that are needed before the first decision.</summary>
    int WarmUpBars { get; }

    RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context);

    /// <summary>
    /// Whether a decision at one bar reads bars of other series, which may close at the same time. The engine then calls
    /// <see cref="Observe"/> and <see cref="Decide"/> instead of <see cref="OnBar"/> and <see cref="WarmUp"/>: at the end of the
    /// moment in which bars closed, so that a decision sees all of them, whichever came first.
    /// </summary>
    bool ReadsOtherSeries => false;

    /// <summary>Bars that closed together, of each series at most one, longer ones first: updates what the set remembers and decides nothing.</summary>
    void Observe(ReadOnlySpan<ClosedBar> together)
    {
        foreach (ref readonly ClosedBar bar in together) { WarmUp(in bar); }
    }

    /// <summary>Decides at one of the bars that it has just observed. Only asked of a set that <see cref="ReadsOtherSeries"/>.</summary>
    RuleSetOutcome Decide(in ClosedBar observed, IRuleSetContext context) => RuleSetOutcome.NotMine;

    /// <summary>A bar from before the set began: it updates what the set remembers and decides nothing.</summary>
    void WarmUp(in ClosedBar bar)
    {
    }

    /// <summary>Whether the set wants to see prices between bars, for stops.</summary>
    bool WatchesPrices => false;

    /// <summary>
    /// A new price of an instrument in which the set has a position or working orders: a trade's, or the side of a quote at
    /// which the position could be closed. Called only when <see cref="WatchesPrices"/>.
    /// </summary>
    RuleSetOutcome OnPrice(InstrumentId instrument, Price price, IRuleSetContext context) => RuleSetOutcome.Quiet;

    /// <summary>
    /// What became of an order of the slot, after the context shows it: for sets that follow the orders that they sent. The
    /// version that decides and the one before it get every report, each in its order; nothing can be sent here.
    /// </summary>
    void OnReport(InstrumentId instrument, in ExecutionReport report)
    {
    }

    /// <summary>What becomes of the position that the set before it left in the slot.</summary>
    RuleSetHandOver HandOver => RuleSetHandOver.Adopt;

    /// <summary>
    /// What an engine allows one bar to cost when nobody says otherwise, in the units of <see cref="CostPerBar"/>; also the
    /// most that the rule language lets a document cost.
    /// </summary>
    public const long DefaultCostBudget = 20_000;

    /// <summary>
    /// Static cost of one bar in units fixed when the set was made, one unit being one addition; 0 when nobody counted. A
    /// property of the text and not of the machine, so that a budget refuses the same sets live and in a replay.
    /// </summary>
    long CostPerBar => 0;
}

/// <summary>What a slot has in one instrument.</summary>
/// <param name="Position">Filled, signed.</param>
/// <param name="Working">As <see cref="IRuleSetContext.Working"/>.</param>
/// <param name="OpenOrders">As <see cref="IRuleSetContext.OpenOrders"/>.</param>
public readonly record struct SlotHolding(Quantity Position, Quantity Working, int OpenOrders);

/// <summary>
/// What a rule set may see, of its own slot, and do. Orders go to risk; their answers come back as reports and show here. Equity and its
/// peak are those of the part of its capital that the slot may use (<see cref="CapitalShareChange"/>): of all of it, unless an operator says otherwise.
/// </summary>
public interface IRuleSetContext : IPortfolioView
{
    /// <summary>Signed quantity of orders that are unanswered or still work. Of groups only parents count: the others exclude each other.</summary>
    Quantity Working(InstrumentId instrument);

    /// <summary>Orders of this rule set that are unanswered or still work, those included that a version before it sent.</summary>
    int OpenOrders(InstrumentId instrument);

    /// <summary>What the slot has in an instrument, at one look.</summary>
    SlotHolding Holding(InstrumentId instrument) => new(Position(instrument), Working(instrument), OpenOrders(instrument));

    /// <summary>The most numbers that <see cref="Remember"/> takes.</summary>
    public const int MaxRemembered = 12;

    /// <summary>
    /// What the slot knows of its position, whichever version held it; bars are counted of <paramref name="spec"/>. Since when it is
    /// and how long the last one is gone also a set sees that takes over or comes back. False when the context keeps no books of that.
    /// </summary>
    bool TryGetHistory(InstrumentId instrument, BarSpecId spec, out PositionHistory history)
    {
        history = default;
        return false;
    }

    /// <summary>
    /// Leaves numbers, whose meaning is the set's own, for a version of the same <see cref="IRuleSet.Id"/> that decides after this one, in place of those that were
    /// left for the instrument before. A shadow leaves nothing.
    /// </summary>
    void Remember(InstrumentId instrument, string setId, ReadOnlySpan<long> numbers)
    {
    }

    /// <summary>
    /// The numbers that were left last, with room for <see cref="MaxRemembered"/>, when a set with this very id object left them and the position
    /// has not been opened or closed since: what is still the same need not be left again. Else empty, as when the context does not know.
    /// </summary>
    ReadOnlySpan<long> Remembered(InstrumentId instrument, string setId) => default;

    /// <summary>The numbers that were left last; false when a set with another id left them, or none did.</summary>
    bool TryRecall(InstrumentId instrument, string setId, Span<long> numbers) => false;

    /// <summary>
    /// Wants an order. The answer is <see cref="RejectReason.None"/>; <see cref="RejectReason.CommandBurst"/> or
    /// <see cref="RejectReason.Overloaded"/> when this event or the engine can carry no more;
    /// <see cref="RejectReason.BelowOneLot"/> for a quantity of zero; <see cref="RejectReason.InsufficientCash"/> when sets
    /// side by side share the account and this one's share does not pay for it; <see cref="RejectReason.CapitalShare"/> for what
    /// would open more than an operator's share of the slot's capital allows. Risk's verdict comes as a report.
    /// </summary>
    RejectReason SubmitMarket(InstrumentId instrument, Side side, Quantity quantity);

    /// <summary>As <see cref="SubmitMarket"/>, at the limit or better; <paramref name="order"/> can be cancelled by its id.</summary>
    RejectReason SubmitLimit(InstrumentId instrument, Side side, Quantity quantity, Price limit, TimeInForce timeInForce, out OrderId order);

    /// <summary>
    /// Wants cancels of all its open orders in the instrument, whoever sent them. <see cref="RejectReason.CommandBurst"/> when
    /// this event can't carry all of them; ask again at the next.
    /// </summary>
    RejectReason CancelAll(InstrumentId instrument);
    /// <summary>As <see cref="SubmitMarket"/>, of any kind of order on its own. Orders of a group go together: <see cref="SubmitGroup"/>.</summary>
    RejectReason Submit(in OrderRequest request, out OrderId order)
    {
        order = OrderId.None;
        return RejectReason.UnsupportedOrder;   // A context that knows market and limit orders alone says so.
    }

    /// <summary>
    /// Wants a group on this event, whole or not at all: two to eight orders of one instrument and of one quantity, either all
    /// <see cref="Contingency.OneCancelsOther"/>, or a <see cref="Contingency.Parent"/> with its <see cref="Contingency.Child"/> orders of
    /// the other side behind it. <paramref name="orders"/> has room for the ids of all.
    /// </summary>
    RejectReason SubmitGroup(ReadOnlySpan<OrderRequest> requests, Span<OrderId> orders) => RejectReason.UnsupportedOrder;

    /// <summary>
    /// Wants another price, quantity (all that it is to have ordered, what it has filled included) or trigger for an open order;
    /// zero keeps what is. A smaller quantity keeps the place in the queue, another price or a larger quantity loses it.
    /// </summary>
    RejectReason Amend(OrderId order, Price price, Quantity quantity, Price trigger) => RejectReason.UnsupportedOrder;

    /// <summary>Wants a cancel; cancels are exempt from the command limit of rule sets only up to the slot's own.</summary>
    RejectReason Cancel(InstrumentId instrument, OrderId order);
}
