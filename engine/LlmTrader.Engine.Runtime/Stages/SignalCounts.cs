using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>The signals stage's part of the funnel. Written by that stage alone; read it when the engine has stopped.</summary>
public sealed class SignalCounts : ISnapshotState
{
    private readonly long[] _blocked = new long[Enum.GetValues<RejectReason>().Length];
    private Numbers _numbers;

    /// <summary>Closed bars that a rule set looked at.</summary>
    public long Bars => _numbers.Bars;

    /// <summary>Closed bars of specifications or instruments that no rule set decides on.</summary>
    public long OtherBars => _numbers.OtherBars;

    /// <summary>Of these, with enough bars before them.</summary>
    public long Warm => _numbers.Warm;

    /// <summary>Of these, with something to do.</summary>
    public long Signals => _numbers.Signals;

    /// <summary>Of the signals, those that needed no order: what was wanted was there already, or on its way.</summary>
    public long AlreadyThere => _numbers.AlreadyThere;

    /// <summary>Prices between bars that a rule set looked at.</summary>
    public long Prices => _numbers.Prices;

    /// <summary>Of these, with something to do.</summary>
    public long PriceSignals => _numbers.PriceSignals;

    /// <summary>Wishes that never became a command, by <see cref="RejectReason"/>.</summary>
    public ReadOnlySpan<long> Blocked => _blocked;

    internal long BlockedWishes => _numbers.BlockedWishes;

    internal void Add(RuleSetOutcome outcome)
    {
        if (outcome == RuleSetOutcome.NotMine)
        {
            _numbers.OtherBars++;
            return;
        }

        _numbers.Bars++;
        if (outcome != RuleSetOutcome.Warming) { _numbers.Warm++; }
        if (outcome == RuleSetOutcome.Signal) { _numbers.Signals++; }
    }

    internal void AddPrice(RuleSetOutcome outcome)
    {
        _numbers.Prices++;
        if (outcome == RuleSetOutcome.Signal) { _numbers.PriceSignals++; }
    }

    internal void NoOrderNeeded() => _numbers.AlreadyThere++;

    internal void Block(RejectReason reason)
    {
        _blocked[(int)reason]++;
        _numbers.BlockedWishes++;
    }

    /// <inheritdoc/>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("signal counts");
        transfer.Counts(_blocked);
        transfer.Value(ref _numbers);
    }

    private struct Numbers
    {
        public long Bars;
        public long OtherBars;
        public long Warm;
        public long Signals;
        public long AlreadyThere;
        public long Prices;
        public long PriceSignals;
        public long BlockedWishes;
    }
}
