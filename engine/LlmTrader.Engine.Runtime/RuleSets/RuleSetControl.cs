using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>
/// Stages, activates and stops rule sets of a live engine, from any thread. True means that the request is on its way into the
/// ring; what became of it is in the derived stream and in what the slots publish.
/// </summary>
public sealed class RuleSetControl
{
    private readonly CommandInbox _commands;
    private readonly RuleSetStaging _staging;
    private readonly CancellationToken _stopped;

    internal RuleSetControl(CommandInbox commands, IReadOnlyList<RuleSetSlot> slots, RuleSetStaging staging, CancellationToken stopped)
    {
        _commands = commands;
        Slots = slots;
        _staging = staging;
        _stopped = stopped;
    }

    /// <summary>What each slot holds, as it publishes it.</summary>
    public IReadOnlyList<RuleSetSlot> Slots { get; }

    /// <summary>What the compiler said of the last source that it refused; null when it refused none.</summary>
    public string? LastError => _staging.LastError;

    /// <summary>
    /// Sends a source, in pieces that no other command can come between, and asks for it to be staged; waits for room in the inbox.
    /// False when the engine has stopped. Throws as <see cref="RuleSetEvents.Stage"/>.
    /// </summary>
    /// <param name="slot">Where it is to decide.</param>
    /// <param name="setId">Positive, of no set that a slot holds.</param>
    /// <param name="source">The text.</param>
    /// <param name="warmUpBars">Bars that the set needs, at least what it says once compiled.</param>
    public bool Stage(StrategyId slot, int setId, string source, int warmUpBars)
    {
        EngineEvent[] events = RuleSetEvents.Stage(slot, setId, source, warmUpBars);
        SpinWait spin = default;
        while (!_stopped.IsCancellationRequested)
        {
            if (_commands.TryWriteAll(events, out _)) { return true; }
            spin.SpinOnce();
        }

        return false;
    }

    /// <summary>Lets a staged set decide from the next bar on. False when the inbox is full.</summary>
    public bool TryActivate(StrategyId slot, int setId) => _commands.TryWrite(RuleSetEvents.Activate(slot, setId));

    /// <summary>Brings the previous set back. False when the inbox is full.</summary>
    public bool TryRollback(StrategyId slot) => _commands.TryWrite(RuleSetEvents.Rollback(slot));

    /// <summary>Lets a staged set record what it would do, or no more. False when the inbox is full.</summary>
    public bool TryShadow(StrategyId slot, int setId, bool on) => _commands.TryWrite(RuleSetEvents.Shadow(slot, setId, on));

    /// <summary>Stops a set for good: <see cref="RuleSetCode.Operator"/> or <see cref="RuleSetCode.Overrun"/>. False when the inbox is full.</summary>
    public bool TryQuarantine(StrategyId slot, int setId, RuleSetCode reason) => _commands.TryWrite(RuleSetEvents.Quarantine(slot, setId, reason));
}
