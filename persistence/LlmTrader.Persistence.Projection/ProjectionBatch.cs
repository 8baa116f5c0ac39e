using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Projection;

/// <summary>Rows in the order of the journal, and how far a sink has come once it has written them. Used again and again.</summary>
public sealed class ProjectionBatch(int capacity = 16_384)
{
    private readonly List<EngineEvent> _controlEvents = [];
    private readonly List<(int Row, OutRecord Record)> _controlRecords = [];
    private readonly List<ProjectedRequest> _requests = [];
    private ProjectionRow[] _rows = new ProjectionRow[capacity];

    public int Count { get; private set; }

    public ReadOnlySpan<ProjectionRow> Rows => _rows.AsSpan(0, Count);

    /// <summary>Sources and stages of rule sets, and starts of epochs: few, and of interest to a ledger only.</summary>
    public IReadOnlyList<EngineEvent> ControlEvents => _controlEvents;

    /// <summary>What became of rule sets, money that moved without a trade, and positions that a flatten left open, each with its place among its event's records.</summary>
    public IReadOnlyList<(int Row, OutRecord Record)> ControlRecords => _controlRecords;

    /// <summary>What operators asked for, whole requests only; of interest to a ledger only.</summary>
    public IReadOnlyList<ProjectedRequest> Requests => _requests;

    /// <summary>Whether it has nothing to write but its place.</summary>
    public bool IsEmpty => Count + _controlEvents.Count + _controlRecords.Count + _requests.Count == 0;

    /// <summary>What a sink remembers when the rows are written. A batch may have no rows and yet a place.</summary>
    public ProjectionPlace Place { get; set; } = ProjectionPlace.Start;

    /// <summary>Engine time of the last event that was read for it; null when only derived records were.</summary>
    public Timestamp? LastTime { get; set; }

    /// <summary>Room for one more row, all zero.</summary>
    public ref ProjectionRow Add()
    {
        if (Count == _rows.Length) { Array.Resize(ref _rows, Math.Max(16, _rows.Length * 2)); }
        ref ProjectionRow row = ref _rows[Count++];
        row = default;
        return ref row;
    }

    /// <summary>Empties it; the place stays.</summary>
    public void Clear()
    {
        Count = 0;
        LastTime = null;
        _controlEvents.Clear();
        _controlRecords.Clear();
        _requests.Clear();
    }

    internal void AddControl(in EngineEvent e) => _controlEvents.Add(e);

    internal void AddControl(int row, in OutRecord record) => _controlRecords.Add((row, record));

    internal void AddRequest(ProjectedRequest request) => _requests.Add(request);
}
