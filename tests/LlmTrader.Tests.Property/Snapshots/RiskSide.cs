using System.Runtime.CompilerServices;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Property.Snapshots;

/// <summary>A gate with what it sends and says during one event; an event has room for so many verdicts only.</summary>
internal sealed class RiskSide : ICommandPort, IRiskRecords
{
    private readonly RiskVerdict[] _verdicts = new RiskVerdict[14];
    private int _count;

    public RiskSide(InstrumentTable instruments, RiskOptions options, IReadOnlyList<AccountOptions> accounts, IReadOnlyList<AccountOptions> slots, MarketRulesTable rules) =>
        Gate = new RiskGate(instruments, options, accounts, slots, default, this, this, rules);

    public RiskGate Gate { get; }

    public List<OrderCommand> Sent { get; } = [];

    public List<UnclosedPosition> Unclosed { get; } = [];

    public ReadOnlySpan<RiskVerdict> Verdicts => _verdicts.AsSpan(0, _count);

    public void Begin()
    {
        Sent.Clear();
        Unclosed.Clear();
        _count = 0;
    }

    void ICommandPort.SubmitCommand(InstrumentId instrument, in OrderCommand command) => Sent.Add(command);

    ref RiskVerdict IRiskRecords.Claim(InstrumentId instrument)
    {
        if (_count == _verdicts.Length) { return ref Unsafe.NullRef<RiskVerdict>(); }
        _verdicts[_count] = default;
        return ref _verdicts[_count++];
    }

    bool IRiskRecords.TryRecord(in UnclosedPosition position, InstrumentId instrument)
    {
        Unclosed.Add(position);
        return true;
    }
}
