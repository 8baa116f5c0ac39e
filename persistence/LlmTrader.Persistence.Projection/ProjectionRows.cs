using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Projection;

/// <summary>
/// Makes rows of what two followers of a journal deliver. One instance goes along with them from
/// <see cref="ProjectionPlace"/> on, so that a row's place within its event is right also when a batch ends inside an event.
/// </summary>
/// <remarks>
/// A batch's place never counts an event of the <c>out</c> stream before a later one has begun, since more records of it may
/// follow: after a restart such an event comes again from its first record on, with the same keys. Nor does it count an operator's
/// request of which pieces are missing: after a restart its first piece comes again. A later epoch ends a request that a crash cut off.
/// </remarks>
public sealed class ProjectionRows
{
    private readonly AdminRequestAssembler _pieces = new();
    private ProjectionPlace _place;
    private long _openRequest;    // The sequence of its first piece.
    private long _outSequence;    // Of the last derived record.
    private int _outCount;        // Records of it so far.

    /// <param name="place">Where the followers start: behind these sequences.</param>
    public ProjectionRows(ProjectionPlace place)
    {
        _place = place;
        _outSequence = place.OutSequence;
    }

    /// <summary>Of what was added last.</summary>
    public ProjectionPlace Place => _place;

    /// <summary>Adds the rows of an event, if it has any, and moves the batch's place.</summary>
    public void Add(in EngineEvent e, ProjectionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        switch (e.Kind)
        {
            case EventKind.Trade: Start(in e, ProjectionTable.Trades, batch).Trade = e.Trade; break;
            case EventKind.Quote: Start(in e, ProjectionTable.Quotes, batch).Quote = e.Quote; break;
            case EventKind.Bar: Start(in e, ProjectionTable.Bars, batch).Bar = e.Bar; break;
            case EventKind.Report: AddReport(in e, batch); break;
            case EventKind.RuleSetSource or EventKind.RuleSetStage: batch.AddControl(in e); break;
            case EventKind.EpochStart:
                _pieces.Drop();
                batch.AddControl(in e);
                break;
            case EventKind.AdminRequest: AddPiece(in e, batch); break;
            default: break;
        }

        _place = _place with { InSequence = _pieces.IsOpen ? _openRequest - 1 : e.Sequence };
        batch.Place = _place;
    }

    /// <summary>Adds the rows of a derived record, if it has any, and moves the batch's place to the event before its own.</summary>
    public void Add(in OutRecord record, ProjectionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (record.Sequence != _outSequence)
        {
            _place = _place with { OutSequence = _outSequence };
            _outSequence = record.Sequence;
            _outCount = 0;
        }

        int row = _outCount++;
        switch (record.Kind)
        {
            case OutKind.Decision:
                if (IsRuleSets(record.Decision.Strategy)) { Start(in record, row, ProjectionTable.Signals, batch).Decision = record.Decision; }
                Start(in record, row, ProjectionTable.Decisions, batch).Decision = record.Decision;
                break;
            case OutKind.ShadowDecision: Start(in record, row, ProjectionTable.Signals, batch).Decision = record.Decision; break;
            case OutKind.Verdict: Start(in record, row, ProjectionTable.Decisions, batch).Verdict = record.Verdict; break;
            case OutKind.Order:
                ref ProjectionRow order = ref Start(in record, row, ProjectionTable.Orders, batch);
                order.Report = record.Order.Report;
                order.Status = record.Order.Status;
                break;
            case OutKind.Position: Start(in record, row, ProjectionTable.Positions, batch).Position = record.Position; break;
            case OutKind.Equity: Start(in record, row, ProjectionTable.Equity, batch).Equity = record.Equity; break;
            case OutKind.RuleSet or OutKind.CashFlow or OutKind.Unclosed: batch.AddControl(row, in record); break;
            default: break;
        }

        batch.Place = _place;
    }

    /// <summary>Says that the last derived record's event is complete: the stream has ended, or is known to have gone beyond it.</summary>
    public void CompleteOut(ProjectionBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _place = _place with { OutSequence = _outSequence };
        batch.Place = _place;
    }

    private void AddPiece(in EngineEvent e, ProjectionBatch batch)
    {
        if (_pieces.Add(in e.AdminRequest) is { } request) { batch.AddRequest(new ProjectedRequest(e.Sequence, e.Time, request)); }
        if (e.AdminRequest.Offset == 0) { _openRequest = e.Sequence; }
    }

    private static void AddReport(in EngineEvent e, ProjectionBatch batch)
    {
        if (e.Report.Kind == ReportKind.Fill)
        {
            ref ProjectionRow fill = ref Start(in e, ProjectionTable.Fills, batch);
            fill.Report = e.Report;
            fill.ReportSource = e.ReportSource;
        }

        if (e.ReportSource == ReportSource.Venue)
        {
            ref ProjectionRow latency = ref Start(in e, ProjectionTable.Latency, batch);
            latency.Report = e.Report;
            latency.ReportSource = e.ReportSource;
        }
    }

    private static bool IsRuleSets(StrategyId strategy) => strategy != StrategyId.Manual && !strategy.IsEngine;

    private static ref ProjectionRow Start(in EngineEvent e, ProjectionTable table, ProjectionBatch batch)
    {
        ref ProjectionRow row = ref batch.Add();
        row.Table = table;
        row.Sequence = e.Sequence;
        row.Time = e.Time;
        row.ExchangeTime = e.ExchangeTime;
        row.Instrument = e.Instrument;
        return ref row;
    }

    private static ref ProjectionRow Start(in OutRecord record, int place, ProjectionTable table, ProjectionBatch batch)
    {
        ref ProjectionRow row = ref batch.Add();
        row.Table = table;
        row.Kind = record.Kind;
        row.Sequence = record.Sequence;
        row.Row = place;
        row.Time = record.Time;
        row.Instrument = record.Instrument;
        return ref row;
    }
}
