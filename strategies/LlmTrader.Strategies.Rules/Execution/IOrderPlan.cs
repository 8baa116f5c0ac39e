using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>How a rule set comes into a position in one instrument, and out of it while no stop is hit.</summary>
internal interface IOrderPlan : ISnapshotState
{
    /// <summary>Limit orders of it may work.</summary>
    bool HasOrders { get; }

    /// <summary>The inputs of a decision are there.</summary>
    bool IsWarm { get; }

    /// <summary>A bar of stream 0, also before the set decides.</summary>
    void Observe(double close);

    /// <summary>A bar of stream 0 on which another version decided, or none did yet.</summary>
    void Missed()
    {
    }

    /// <summary>Numbers that <see cref="Save"/> writes.</summary>
    public const int Saved = 4;

    /// <summary>What a version with the same text goes on from. It changes at bars alone.</summary>
    void Save(Span<double> numbers)
    {
    }

    /// <summary>Goes on from what <see cref="Save"/> wrote.</summary>
    void Restore(ReadOnlySpan<double> numbers)
    {
    }

    /// <summary>One more bar has closed over the orders that work.</summary>
    void Age(IRuleSetContext context);

    /// <summary>Decides at a closed bar; true when something was wanted.</summary>
    bool Decide(double close, PositionState state, IRuleSetContext context);

    /// <summary>A price between bars: what was filled may ask for a new order.</summary>
    void OnPrice(IRuleSetContext context);

    /// <summary>What became of an order of the slot, this plan's or another's.</summary>
    void OnReport(in ExecutionReport report)
    {
    }

    /// <summary>Takes back its orders, because a stop was hit.</summary>
    void CancelAll(IRuleSetContext context);
}
