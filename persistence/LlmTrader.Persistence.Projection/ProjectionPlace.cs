namespace LlmTrader.Persistence.Projection;

/// <summary>How far a projection came: the last sequence of each stream of which every row was acknowledged; −1 is none.</summary>
public readonly record struct ProjectionPlace(long InSequence, long OutSequence)
{
    /// <summary>Before the first event.</summary>
    public static ProjectionPlace Start => new(-1, -1);

    /// <summary>The place in the stream that the table's rows are of.</summary>
    public long SequenceOf(ProjectionTable table) => ProjectionTables.IsFromIn(table) ? InSequence : OutSequence;
}
