using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Decisions;

/// <summary>Behind a record of the journal.</summary>
/// <param name="Sequence">Of that record; 0 is the journal's beginning.</param>
/// <param name="Time">When it was written.</param>
/// <param name="Head">SHA-256 of its line: what the next record must name as the one before.</param>
/// <param name="Segment">The segment's file name; empty at the beginning.</param>
/// <param name="Line">Its line in the segment, from 1 on.</param>
/// <param name="Offset">Bytes of the segment up to the end of that line.</param>
public sealed record DecisionPlace(long Sequence, Timestamp Time, string Head, string Segment, long Line, long Offset)
{
    /// <summary>Before the first record.</summary>
    public static DecisionPlace Beginning { get; } = new(0, Timestamp.MinValue, DecisionLine.Genesis, "", 0, 0);
}

/// <summary>The beginning of a line at the journal's end: a write that a crash cut off.</summary>
public sealed record TornTail(string Path, long Offset, long Bytes);
