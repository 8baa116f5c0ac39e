using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>The signals stage's part of the funnel. Written by that stage alone; read it when the engine has stopped.</summary>
public sealed class SignalCounts
{
    private readonly long[] _blocked = new long[Enum.GetValues<RejectReason>().Length];

    /// <summary>Closed bars that a rule set looked at.</summary>
    public long Bars { get; private set; }

    /// <summary>Closed bars of specifications or instruments that no rule set decides on.</summary>
    public long OtherBars { get; private set; }

    /// <summary>Of these, with enough bars before them.</summary>
    public long Warm { get; private set; }

    /// <summary>Of these, with something to do.</summary>
    public long Signals { get; private set; }

    /// <summary>Of the signals, those that needed no order: what was wanted was there already, or on its way.</summary>
    public long AlreadyThere { get; private set; }

    /// <summary>Prices between bars that a rule set looked at.</summary>
    public long Prices { get; private set; }

    /// <summary>Of these, with something to do.</summary>
    public long PriceSignals { get; private set; }

    /// <summary>Wishes that never became a command, by <see cref="RejectReason"/>.</summary>
    public ReadOnlySpan<long> Blocked => _blocked;

    internal long BlockedWishes { get; private set; }

    internal void Add(RuleSetOutcome outcome)
    {
        if (outcome == RuleSetOutcome.NotMine)
        {
            OtherBars++;
            return;
        }

        Bars++;
        if (outcome != RuleSetOutcome.Warming) { Warm++; }
        if (outcome == RuleSetOutcome.Signal) { Signals++; }
    }

    internal void AddPrice(RuleSetOutcome outcome)
    {
        Prices++;
        if (outcome == RuleSetOutcome.Signal) { PriceSignals++; }
    }

    internal void NoOrderNeeded() => AlreadyThere++;

    internal void Block(RejectReason reason)
    {
        _blocked[(int)reason]++;
        BlockedWishes++;
    }
}
