namespace LlmTrader.Persistence.Projection;

/// <summary>Rows in the order of the journal, and how far a sink has come once it has written them. Used again and again.</summary>
public sealed class ProjectionBatch(int capacity = 16_384)
{
    private ProjectionRow[] _rows = new ProjectionRow[capacity];

    public int Count { get; private set; }

    public ReadOnlySpan<ProjectionRow> Rows => _rows.AsSpan(0, Count);

    /// <summary>What a sink remembers when the rows are written. A batch may have no rows and yet a place.</summary>
    public ProjectionPlace Place { get; set; } = ProjectionPlace.Start;

    /// <summary>Room for one more row, all zero.</summary>
    public ref ProjectionRow Add()
    {
        if (Count == _rows.Length) { Array.Resize(ref _rows, Math.Max(16, _rows.Length * 2)); }
        ref ProjectionRow row = ref _rows[Count++];
        row = default;
        return ref row;
    }

    /// <summary>Empties it; the place stays.</summary>
    public void Clear() => Count = 0;
}
