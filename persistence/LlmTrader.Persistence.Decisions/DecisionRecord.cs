using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Decisions;

/// <summary>A line of the strategist's journal.</summary>
public sealed record DecisionRecord
{
    /// <summary>From 1 on, without a gap over all segments.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was written; never before the record in front of it.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>The decision that it belongs to.</summary>
    public required string Decision { get; init; }

    public required DecisionKind Kind { get; init; }

    /// <summary>An object; what is in it depends on the kind.</summary>
    public required JsonElement Body { get; init; }

    /// <summary>SHA-256 of the whole line before, 64 hexadecimal digits; zeros for the first.</summary>
    public required string Previous { get; init; }

    /// <summary>SHA-256 of this line without this field, 64 hexadecimal digits.</summary>
    public required string Hash { get; init; }
}
