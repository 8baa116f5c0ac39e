using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// What the signals stage hands on with an event: commands for risk and notes for the derived stream, both folded into the
/// stage's hash. Orders of rule sets are checked here for what no set may want, and counted against the limits of an event.
/// </summary>
public sealed class SignalOutput : ISnapshotState
{
    private readonly EngineOptions _options;
    private readonly StageBuffer<OrderCommand> _commands;
    private readonly StageBuffer<OutRecord> _notes;
    private readonly RuleSetBook _book;
    private HashAccumulator _hash = new(2);
    private long _sequence;
    private int _firstCommand;
    private int _commandCount;
    private int _firstNote;
    private int _noteCount;

    public SignalOutput(EngineOptions options, RuleSetBook book, StageBuffer<OrderCommand> commands, StageBuffer<OutRecord> notes)
    {
        _options = options;
        _book = book;
        _commands = commands;
        _notes = notes;
    }

    public ulong Hash => _hash.Value;

    /// <summary>Of the event under work.</summary>
    public long Sequence => _sequence;

    /// <summary>Engine time of the event under work.</summary>
    public Timestamp Now { get; private set; }

    /// <summary>Commands of this event so far.</summary>
    public int CommandCount => _commandCount;

    public SignalCounts Counts { get; } = new();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(ref EngineEvent e)
    {
        _sequence = e.Sequence;
        Now = e.Time;
        _commandCount = 0;   // Where the ranges begin is seen when they do.
        _noteCount = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(ref EngineEvent e)
    {
        e.Commands = new StageRange(_firstCommand, (ushort)_commandCount);
        e.Notes = new StageRange(_firstNote, checked((ushort)_noteCount));
    }

    public RejectReason Submit(StrategyId slot, in OrderRequest request, out OrderId order)
    {
        order = OrderId.None;
        if (request.Quantity.Raw <= 0) { return Blocked(RejectReason.BelowOneLot); }
        if (!HasRoomFor(1)) { return Blocked(RejectReason.CommandBurst); }
        if (_book.Free < 1) { return Blocked(RejectReason.Overloaded); }
        if (_book.IsBound(slot))
        {
            RejectReason reason = WhyUnaffordable(slot, request);
            if (reason != RejectReason.None) { return Blocked(reason); }
        }

        order = Send(slot, in request, group: 0);
        return RejectReason.None;
    }

    /// <summary>A group whole or not at all; its orders follow each other.</summary>
    public RejectReason SubmitGroup(StrategyId slot, ReadOnlySpan<OrderRequest> requests, Span<OrderId> orders)
    {
        if (orders.Length < requests.Length || !OrderShape.IsGroup(requests)) { return Blocked(RejectReason.InvalidGroup); }
        if (requests[0].Quantity.Raw <= 0) { return Blocked(RejectReason.BelowOneLot); }
        if (!HasRoomFor(requests.Length)) { return Blocked(RejectReason.CommandBurst); }
        if (_book.Free < requests.Length) { return Blocked(RejectReason.Overloaded); }
        RejectReason reason = WhyUnaffordable(slot, requests);
        if (reason != RejectReason.None) { return Blocked(reason); }

        byte group = (byte)(_commandCount + 1);
        for (int i = 0; i < requests.Length; i++) { orders[i] = Send(slot, in requests[i], group); }
        return RejectReason.None;
    }

    public RejectReason Amend(StrategyId slot, OrderId order, Price price, Quantity quantity, Price trigger)
    {
        if (!HasRoomFor(1)) { return Blocked(RejectReason.CommandBurst); }
        RejectReason reason = _book.TryAmend(slot, order, price, quantity, trigger, out InstrumentId instrument);
        if (reason != RejectReason.None) { return Blocked(reason); }

        ref OrderCommand command = ref Next();
        Clear(ref command, slot);
        command.OrderId = order;
        command.Instrument = instrument;
        command.Action = CommandAction.Amend;
        command.Price = price;
        command.Quantity = quantity;
        command.Trigger = trigger;
        _hash.Fold(in command);
        return RejectReason.None;
    }

    public RejectReason Cancel(StrategyId slot, InstrumentId instrument, OrderId order)
    {
        if (!HasRoomForCancel) { return Blocked(RejectReason.CommandBurst); }
        if (!_book.TryCancel(slot, order)) { return Blocked(RejectReason.UnknownOrder); }

        ref OrderCommand command = ref Next();
        Clear(ref command, slot);
        command.OrderId = order;
        command.Instrument = instrument;
        command.Action = CommandAction.Cancel;
        _hash.Fold(in command);
        return RejectReason.None;
    }

    /// <summary>Cancels of the slot's open orders in one instrument; the answer is that of the one that did not fit.</summary>
    public RejectReason CancelAll(StrategyId slot, InstrumentId instrument)
    {
        while (_book.TryFindUncancelled(slot, instrument, long.MaxValue, out OrderId order, out _))
        {
            RejectReason answer = Cancel(slot, instrument, order);
            if (answer != RejectReason.None) { return answer; }
        }

        return RejectReason.None;
    }

    public bool HasRoomForCancel => _commandCount < OrderId.MaxCommandsPerEvent - 1;

    /// <summary>A person's order gets its id here; from here on nothing tells it from a rule set's, so that risk sees both.</summary>
    public void PassOn(ref EngineEvent e)
    {
        ref OrderCommand command = ref Next();
        command = e.Command;
        command.Instrument = e.Instrument;
        command.Verdict = RejectReason.None;
        if (command.Action == CommandAction.New) { command.OrderId = OrderId.From(_sequence, _commandCount); }
        else { _book.OnForeignChange(in command); }
        _hash.Fold(in command);
    }

    /// <summary>Says what became of a rule set.</summary>
    public void Note(EventKind change, StrategyId slot, int setId, RuleSetCode code)
    {
        ref OutRecord note = ref NextNote(OutKind.RuleSet);
        note.RuleSet = new RuleSetUpdate { SetId = setId, Slot = slot, Change = change, Code = code };
        _hash.Fold((ulong)(uint)setId | ((ulong)slot.Value << 32) | ((ulong)change << 48) | ((ulong)code << 56));
    }

    /// <summary>Records what a shadow would have sent. False when the event can carry no more.</summary>
    public bool NoteShadow(in OrderCommand wanted)
    {
        if (_noteCount >= _options.MaxCommandsPerEvent) { return false; }
        NextNote(OutKind.ShadowDecision).Decision = wanted;
        _hash.Fold(in wanted);
        return true;
    }

    /// <summary>An order as a set in this slot would send it, without an id.</summary>
    public void Fill(ref OrderCommand command, StrategyId slot, in OrderRequest request)
    {
        Clear(ref command, slot);
        command.Instrument = request.Instrument;
        command.Side = request.Side;
        command.Quantity = request.Quantity;
        command.Price = request.Price;
        command.Trigger = request.Trigger;
        command.DisplayQuantity = request.DisplayQuantity;
        command.Type = request.Type;
        command.TimeInForce = request.TimeInForce;
        command.ExpireSeconds = request.ExpireSeconds;
        command.Flags = request.Flags;
        command.Contingency = request.Contingency;
        command.Action = CommandAction.New;
    }

    /// <summary>Folds something that later decisions depend on.</summary>
    public void Fold(ulong value) => _hash.Fold(value);

    /// <inheritdoc/>
    /// <remarks>Between two events only what accumulates: an event begins with the rest anew.</remarks>
    public void Transfer(ISnapshotTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section("signal output");
        transfer.Value(ref _hash);
        transfer.Part(Counts);
    }

    private OrderId Send(StrategyId slot, in OrderRequest request, byte group)
    {
        ref OrderCommand command = ref Next();
        Fill(ref command, slot, in request);
        command.OrderId = OrderId.From(_sequence, _commandCount);   // Counted from 1: id 0 is no order.
        command.Group = group;
        _book.OnIntent(in command);
        _hash.Fold(in command);
        return command.OrderId;
    }

    // Takes a copy, because its address leaves: the fields of a request that a set has just made can then stay in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private RejectReason WhyUnaffordable(StrategyId slot, OrderRequest request) => WhyUnaffordable(slot, new ReadOnlySpan<OrderRequest>(in request));

    private RejectReason WhyUnaffordable(StrategyId slot, ReadOnlySpan<OrderRequest> requests)
    {
        if (!_book.CanPay(slot, requests)) { return RejectReason.InsufficientCash; }
        return _book.IsWithinShare(slot, requests) ? RejectReason.None : RejectReason.CapitalShare;
    }

    private bool HasRoomFor(int orders) => _commandCount + orders <= _options.MaxCommandsPerEvent;

    // Written in its place: a copy of what was just written waits for it.
    private void Clear(ref OrderCommand command, StrategyId slot)
    {
        command = default;
        command.Account = _options.StrategyAccount;
        command.Strategy = slot;
    }

    // Not cleared.
    private ref OrderCommand Next()
    {
        if (_commandCount++ == 0) { _firstCommand = _commands.Position; }
        return ref _commands.Append(_sequence);
    }

    private ref OutRecord NextNote(OutKind kind)
    {
        if (_noteCount++ == 0) { _firstNote = _notes.Position; }
        ref OutRecord note = ref _notes.Append(_sequence);
        note = new OutRecord { Sequence = _sequence, Time = Now, Instrument = InstrumentId.None, Kind = kind };
        return ref note;
    }

    private RejectReason Blocked(RejectReason reason)
    {
        Counts.Block(reason);
        return reason;
    }
}
