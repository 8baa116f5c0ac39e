using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Orders, cancels, limit, state and rule-set changes by people and outside programs. Any thread may write. The Sequencer lets
/// only so many be under way at once, so that even their rejects always find room on the way back.
/// </summary>
public sealed class CommandInbox(
    int capacity, InstrumentTable instruments, IReadOnlyList<(AccountId Account, Currency Currency)> balances, Doorbell doorbell,
    IReadOnlyList<RiskRule>? riskRules = null, int strategies = 1)
{
    /// <summary>Commands between the Sequencer and the last stage.</summary>
    public const int MaxUnderWay = 1024;

    /// <summary>So many of the latest commands are remembered with their sequences.</summary>
    public const int Remembered = 16 * MaxUnderWay;

    private readonly SpscQueue<EngineEvent> _queue = new(capacity);
    private readonly Lock _writers = new();
    private readonly long[] _sequences = new long[Remembered];   // Of the latest commands, round robin.
    private long _written;      // Commands that came in; under the lock.
    private long _sequenced;    // Commands that the Sequencer has taken in; its own, read by others.

    /// <summary>The most events that <see cref="TryWriteAll"/> takes at once.</summary>
    public int Capacity => _queue.Capacity;

    /// <summary>
    /// False when the inbox is full: the caller answers its client with that. Throws <see cref="ArgumentException"/> that
    /// names the field of an event that no stage could make sense of; whether an order is wise is for risk to say.
    /// </summary>
    public bool TryWrite(in EngineEvent command) => TryWriteAll(new ReadOnlySpan<EngineEvent>(in command), out _);

    /// <summary>
    /// All of the commands or none, and no other command in between; answers and timers may enter between them. False when there is
    /// no room for all. Throws as <see cref="TryWrite"/>, also when there are none, or more than <see cref="Capacity"/>.
    /// </summary>
    /// <param name="commands">In the order in which they are to be sequenced.</param>
    /// <param name="first">By which <see cref="TryFindSequence"/> knows the first of them; <see cref="CommandTicket.Next"/> is of the others.</param>
    public bool TryWriteAll(ReadOnlySpan<EngineEvent> commands, out CommandTicket first)
    {
        if (commands.IsEmpty || commands.Length > Capacity) { throw new ArgumentException($"1 to {Capacity} commands can be written at once, not {commands.Length}.", nameof(commands)); }
        foreach (ref readonly EngineEvent command in commands) { Validate(in command); }
        lock (_writers)
        {
            first = new CommandTicket(_written);
            if (!_queue.TryClaim(commands.Length)) { return false; }
            for (int i = 0; i < commands.Length; i++) { _queue.Claimed(i) = commands[i]; }
            _written += commands.Length;
            _queue.Publish(commands.Length);
        }

        doorbell.Ring();
        return true;
    }

    /// <summary>
    /// The sequence that a command got. False while it waits in the inbox, and again when <see cref="Remembered"/> others have been
    /// sequenced after it; the journal tells then. Any thread may ask.
    /// </summary>
    public bool TryFindSequence(CommandTicket ticket, out long sequence)
    {
        sequence = -1;
        if (!IsRemembered(ticket)) { return false; }
        long found = Volatile.Read(ref _sequences[ticket.Number % Remembered]);
        if (!IsRemembered(ticket)) { return false; }   // Another has taken its place meanwhile.
        sequence = found;
        return true;
    }

    internal int Count => _queue.Count;

    /// <summary>Whether <see cref="TryAdmit"/> would give a command.</summary>
    internal bool CanAdmit(long passed)
    {
        _queue.TryPeek(out bool available);
        return available && HasPlace(passed);
    }

    /// <summary>The next command, when there is one and one more may be under way. <paramref name="passed"/>: how far the last stage is.</summary>
    internal ref EngineEvent TryAdmit(long passed, out bool admitted)
    {
        ref EngineEvent slot = ref _queue.TryPeek(out admitted);
        admitted = admitted && HasPlace(passed);
        return ref slot;
    }

    /// <summary>Gives the admitted command's slot back. <paramref name="sequence"/>: the one that it got.</summary>
    internal void Release(long sequence)
    {
        // Each after the one before, on every machine: who sees the sequence of a later command sees the count of the earlier ones.
        Volatile.Write(ref _sequences[_sequenced % Remembered], sequence);
        Volatile.Write(ref _sequenced, _sequenced + 1);
        _queue.Release();
    }

    private bool HasPlace(long passed) => _sequenced < MaxUnderWay || _sequences[(_sequenced - MaxUnderWay) % Remembered] <= passed;

    // The place of the oldest may be about to be written.
    private bool IsRemembered(CommandTicket ticket)
    {
        long sequenced = Volatile.Read(ref _sequenced);
        return ticket.Number < sequenced && sequenced - ticket.Number < Remembered;
    }

    private void Validate(in EngineEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Command:
                Require(instruments.Contains(e.Instrument), nameof(e.Instrument));
                RequireCommand(in e.Command);
                break;
            case EventKind.CashFlow:
                Require(e.CashFlow.Kind is CashFlowKind.Deposit or CashFlowKind.Withdrawal, nameof(e.CashFlow.Kind));
                Require(e.CashFlow.Kind == CashFlowKind.Deposit == e.CashFlow.AmountRaw > 0 && e.CashFlow.AmountRaw != 0, nameof(e.CashFlow.AmountRaw));
                Require(balances.Contains((e.CashFlow.Account, e.CashFlow.Currency)), $"{nameof(e.CashFlow.Account)} or {nameof(e.CashFlow.Currency)}");
                break;
            case EventKind.InstrumentStatus:
                Require(instruments.Contains(e.Instrument), nameof(e.Instrument));
                Require(e.InstrumentStatus.Status <= InstrumentStatus.Auction, nameof(e.InstrumentStatus.Status));
                break;
            case EventKind.Kill or EventKind.KillReset:
                Require(e.Kill.Flatten <= (e.Kind == EventKind.Kill ? 1 : 0), nameof(e.Kill.Flatten));
                break;
            case EventKind.RiskRuleChange:
                if (RiskRule.ProblemOf(in e.RiskRule, riskRules ?? []) is { } problem) { throw new ArgumentException($"The command's {problem}."); }
                Require(e.RiskRule.On <= 1, nameof(e.RiskRule.On));
                break;
            case EventKind.RiskLimitChange:
                Require(RiskLimits.IsValid(in e.RiskLimit), nameof(e.RiskLimit));
                Require(e.RiskLimit.Instrument.IsNone || instruments.Contains(e.RiskLimit.Instrument), nameof(e.RiskLimit.Instrument));
                break;
            case EventKind.TradingStateChange:
                Require(e.TradingState.State <= TradingState.Observe, nameof(e.TradingState));
                break;
            case EventKind.StrategyStateChange:
                Require(e.StrategyState.Strategy.Value < strategies, nameof(e.StrategyState.Strategy));
                Require(e.StrategyState.State < TradingState.Observe, nameof(e.StrategyState.State));
                break;
            case EventKind.CancelAll:
                Require(e.CancelAll.Instrument.IsNone || instruments.Contains(e.CancelAll.Instrument), nameof(e.CancelAll.Instrument));
                Require(e.CancelAll.OfStrategy <= 1, nameof(e.CancelAll.OfStrategy));
                Require(e.CancelAll.OfStrategy == 0 || e.CancelAll.Strategy == StrategyId.Manual || e.CancelAll.Strategy.Value < strategies, nameof(e.CancelAll.Strategy));
                break;
            case EventKind.CapitalShare:
                Require(e.CapitalShare.Slot.Value < strategies, nameof(e.CapitalShare.Slot));
                Require(e.CapitalShare.Share is >= 1 and <= CapitalShareChange.All, nameof(e.CapitalShare.Share));
                break;
            case EventKind.RuleSetSource:
                Require(e.RuleSetSource.SetId > 0, nameof(e.RuleSetSource.SetId));
                Require(e.RuleSetSource.Length is > 0 and <= SourceText.Capacity, nameof(e.RuleSetSource.Length));
                Require(e.RuleSetSource.Offset is >= 0 and < RuleSetSource.MaxLength, nameof(e.RuleSetSource.Offset));
                break;
            case EventKind.RuleSetStage:
                Require(e.RuleSetStage.SetId > 0, nameof(e.RuleSetStage.SetId));
                Require(e.RuleSetStage.Length is > 0 and <= RuleSetSource.MaxLength, nameof(e.RuleSetStage.Length));
                Require(e.RuleSetStage.WarmUpBars >= 0, nameof(e.RuleSetStage.WarmUpBars));
                break;
            case EventKind.RuleSetActivate or EventKind.RuleSetRollback or EventKind.RuleSetShadow:
                Require(e.RuleSet.Code == RuleSetCode.None, nameof(e.RuleSet.Code));
                Require(e.RuleSet.On <= 1, nameof(e.RuleSet.On));
                break;
            case EventKind.RuleSetQuarantine:
                Require(e.RuleSet.Code is RuleSetCode.Operator or RuleSetCode.Overrun, nameof(e.RuleSet.Code));
                break;
            case EventKind.AdminRequest:
                Require(e.AdminRequest.RequestId > 0, nameof(e.AdminRequest.RequestId));
                Require(e.AdminRequest.Length is > 0 and <= SourceText.Capacity, nameof(e.AdminRequest.Length));
                Require(e.AdminRequest.TotalLength <= AdminRequest.MaxLength, nameof(e.AdminRequest.TotalLength));
                Require(e.AdminRequest.Offset + e.AdminRequest.Length <= e.AdminRequest.TotalLength, nameof(e.AdminRequest.Offset));
                break;
            default:
                Require(false, nameof(e.Kind));
                break;
        }
    }

    private static void RequireCommand(in OrderCommand command)
    {
        Require(command.Action is CommandAction.New or CommandAction.Cancel or CommandAction.Amend, nameof(command.Action));
        Require(!command.Strategy.IsEngine, nameof(command.Strategy));
        if (command.Action != CommandAction.New) { return; }
        Require(command.Side is Side.Buy or Side.Sell, nameof(command.Side));
        Require(command.Type is >= OrderType.Market and <= OrderType.MarketIfTouched, nameof(command.Type));
        Require(command.TimeInForce is >= TimeInForce.GoodTillCancel and <= TimeInForce.GoodTillDate, nameof(command.TimeInForce));
        Require(command.Flags <= (OrderFlags.PostOnly | OrderFlags.ReduceOnly), nameof(command.Flags));
        Require(command is { Contingency: Contingency.None, Group: 0 }, nameof(command.Contingency));   // A group's orders come from one event.
    }

    private static void Require(bool condition, string field)
    {
        if (!condition) { throw new ArgumentException($"The command's {field} is none that the engine knows."); }
    }
}
