using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Tools.Hosting.Projections;

/// <summary>Where a pump is.</summary>
public sealed record PumpStatus
{
    public required string Sink { get; init; }

    public bool IsConnected { get; init; }

    /// <summary>What the database has acknowledged.</summary>
    public ProjectionPlace Place { get; init; } = ProjectionPlace.Start;

    /// <summary>Engine time of the last event that this run has projected; null before the first.</summary>
    public Timestamp? Time { get; init; }

    /// <summary>Rows that this run has made of the journal and handed on; a database keeps those that it has tables for.</summary>
    public long Rows { get; init; }

    /// <summary>Tries that failed since the last that did not.</summary>
    public int Failures { get; init; }

    /// <summary>What went wrong last; null when nothing does.</summary>
    public string? Error { get; init; }

    /// <summary>What a person has to do about it; null when time alone may mend it.</summary>
    public string? Remedy { get; init; }
}
