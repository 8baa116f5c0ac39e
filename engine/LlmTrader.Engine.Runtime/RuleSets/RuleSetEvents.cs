using System.Security.Cryptography;
using System.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Runtime;

/// <summary>The events that change rule sets, ready to be sequenced.</summary>
public static class RuleSetEvents
{
    /// <summary>
    /// The source in pieces, then the stage event. Throws <see cref="ArgumentException"/> that says what can't be used: an id
    /// below 1, a source that is empty or longer than <see cref="RuleSetSource.MaxLength"/> bytes.
    /// </summary>
    public static EngineEvent[] Stage(StrategyId slot, int setId, string source, int warmUpBars)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(setId, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(warmUpBars);
        byte[] bytes = Encoding.UTF8.GetBytes(source);
        if (bytes.Length is 0 or > RuleSetSource.MaxLength)
        {
            throw new ArgumentException($"A rule set's source has 1 to {RuleSetSource.MaxLength} bytes, this one {bytes.Length}.", nameof(source));
        }

        int pieces = (bytes.Length + SourceText.Capacity - 1) / SourceText.Capacity;
        EngineEvent[] events = new EngineEvent[pieces + 1];
        for (int i = 0; i < pieces; i++) { events[i] = Piece(setId, bytes, i * SourceText.Capacity); }
        events[pieces] = Empty(EventKind.RuleSetStage);
        events[pieces].RuleSetStage = new RuleSetStage
        {
            SetId = setId, Length = bytes.Length, WarmUpBars = warmUpBars, Slot = slot, Hash = SourceHash.From(SHA256.HashData(bytes)),
        };
        return events;
    }

    public static EngineEvent Activate(StrategyId slot, int setId) => Change(EventKind.RuleSetActivate, slot, setId);

    public static EngineEvent Rollback(StrategyId slot) => Change(EventKind.RuleSetRollback, slot, 0);

    public static EngineEvent Shadow(StrategyId slot, int setId, bool on) => Change(EventKind.RuleSetShadow, slot, setId, on: on);

    /// <param name="slot">The slot that holds the set.</param>
    /// <param name="setId">The set that is to be stopped.</param>
    /// <param name="reason"><see cref="RuleSetCode.Operator"/> or <see cref="RuleSetCode.Overrun"/>; what a set does itself the engine sees itself.</param>
    public static EngineEvent Quarantine(StrategyId slot, int setId, RuleSetCode reason) => Change(EventKind.RuleSetQuarantine, slot, setId, reason);

    private static EngineEvent Piece(int setId, ReadOnlySpan<byte> source, int offset)
    {
        ReadOnlySpan<byte> text = source.Slice(offset, Math.Min(SourceText.Capacity, source.Length - offset));
        EngineEvent e = Empty(EventKind.RuleSetSource);
        e.RuleSetSource.SetId = setId;
        e.RuleSetSource.Offset = offset;
        e.RuleSetSource.Length = (byte)text.Length;
        text.CopyTo(e.RuleSetSource.Text);
        return e;
    }

    private static EngineEvent Change(EventKind kind, StrategyId slot, int setId, RuleSetCode code = RuleSetCode.None, bool on = false)
    {
        EngineEvent e = Empty(kind);
        e.RuleSet = new RuleSetChange { SetId = setId, Slot = slot, Code = code, On = (byte)(on ? 1 : 0) };
        return e;
    }

    private static EngineEvent Empty(EventKind kind) => new() { Kind = kind, Instrument = InstrumentId.None };
}
