using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Tools.Hosting.Projections;

/// <summary>
/// Carries one journal into one database, at that database's speed: it has followers and a place of its own, so that a slow or
/// dead database holds up no other. What fails is tried again, the same batch: with growing pauses while time may mend it, once a
/// minute when only a person can.
/// </summary>
/// <remarks>A batch that failed may be in the database all the same. That is why sinks take a batch twice without harm.</remarks>
public sealed class ProjectionPump
{
    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(20);

    private readonly JournalDirectory _journal;
    private readonly IProjectionSink _sink;
    private readonly PumpOptions _options;
    private readonly Action<string> _tell;
    private readonly PumpTries _tries;
    private PumpStatus _status;

    /// <param name="journal">What is followed.</param>
    /// <param name="sink">Where it goes. The pump's caller disposes of it.</param>
    /// <param name="options">How.</param>
    /// <param name="tell">Takes sentences about failures and what comes after them; any thread.</param>
    public ProjectionPump(JournalDirectory journal, IProjectionSink sink, PumpOptions options, Action<string> tell)
    {
        ArgumentNullException.ThrowIfNull(sink);
        _journal = journal;
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(options);
        _sink = sink;
        _options = options;
        _tell = tell;
        _status = new PumpStatus { Sink = sink.Name };
        _tries = new PumpTries(sink.Name, options, new PumpTrouble(journal.FollowersPath, sink.Name, options.RememberFollowers), tell)
        {
            RemedyFor = sink.RemedyFor,
            Place = () => $"in {_status.Place.InSequence}",
            Changed = failure => Set(_status with { Failures = failure?.Count ?? 0, Error = failure?.Error, Remedy = failure?.Remedy, IsConnected = failure is null }),
        };
    }

    /// <summary>How far it is; any thread may ask.</summary>
    public PumpStatus Status => Volatile.Read(ref _status);

    /// <summary>Runs until it is cancelled or, when it only catches up, until there is nothing more.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ProjectionRefusedException">Only a person can mend what fails, and the options say to end then.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        await _tries.RunAsync(() => _sink.PrepareAsync(_journal.Manifest, cancel), cancel);
        ProjectionPlace place = await _tries.RunAsync(() => _sink.ReadPlaceAsync(cancel), cancel);
        Set(_status with { Place = place, IsConnected = true });
        FollowerOptions fromIn = FollowFrom(StreamKind.In, place.InSequence);
        FollowerOptions fromOut = FollowFrom(StreamKind.Out, place.OutSequence);
        using JournalFollower events = new(_journal, fromIn);
        using OutJournalFollower records = new(_journal, fromOut);
        FollowerCheckpoints checkpoints = new(fromIn.CheckpointPath is null || fromOut.CheckpointPath is null ? [] : [events.Checkpoint, records.Checkpoint], _tell);
        ProjectionRows rows = new(place);
        ProjectionBatch batch = new();
        ProjectionBatch ahead = new();
        long read = Refill(events, records, rows, batch);
        bool isRemembered = true;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();

            // While the database takes one batch, the next is read; but a checkpoint may only count what the database has.
            Task<long> reading = read > 0 && !checkpoints.IsDue ? Task.Run(() => Refill(events, records, rows, ahead), CancellationToken.None) : Task.FromResult(-1L);
            try
            {
                if (batch.Place != place || !batch.IsEmpty)
                {
                    await _tries.RunAsync(() => _sink.WriteAsync(batch, cancel), cancel);
                    place = batch.Place;
                    isRemembered = false;
                    Set(_status with { Place = place, Time = batch.LastTime ?? _status.Time, Rows = _status.Rows + batch.Count });
                }
            }
            finally
            {
                await reading;    // The followers are disposed of next.
            }

            if (read == 0 && _options.CatchUp) { return; }
            if (await reading is var count and >= 0)
            {
                read = count;
                (batch, ahead) = (ahead, batch);
                continue;
            }

            // Of a request of which pieces are missing, a restart needs the first one again.
            if (!isRemembered && place.InSequence == events.LastSequence && checkpoints.IsDue)
            {
                checkpoints.Remember();
                isRemembered = true;
            }

            if (read == 0) { await Task.Delay(IdlePause, cancel); }
            read = Refill(events, records, rows, batch);
        }
    }

    private long Refill(JournalFollower events, OutJournalFollower records, ProjectionRows rows, ProjectionBatch batch)
    {
        batch.Clear();
        batch.Place = rows.Place;    // It was another batch that came last.
        return Read(events, records, rows, batch);
    }

    private long Read(JournalFollower events, OutJournalFollower records, ProjectionRows rows, ProjectionBatch batch)
    {
        EngineEvent e = default;
        long read = 0;
        for (int i = 0; i < _options.BatchReads && events.TryRead(ref e); i++, read++) { rows.Add(in e, batch); }
        if (read > 0) { batch.LastTime = e.Time; }

        OutRecord record = default;
        int derived = 0;
        while (derived < _options.BatchReads && records.TryRead(ref record))
        {
            rows.Add(in record, batch);
            derived++;
        }

        if (derived == 0 && records.IsAtEnd) { rows.CompleteOut(batch); }
        return read + derived;
    }

    private FollowerOptions FollowFrom(StreamKind stream, long sequence)
    {
        FollowerOptions options = new() { From = sequence + 1 };
        if (!_options.RememberFollowers) { return options; }
        string path = Path.Combine(_journal.FollowersPath, $"projector-{_sink.Name}-{(stream == StreamKind.In ? "in" : "out")}.json");
        try
        {
            // The database says where to go on; the file is there so that pruning spares what this pump has not seen.
            Directory.CreateDirectory(_journal.FollowersPath);
            File.Delete(path);
            return options with { CheckpointPath = path };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _tell($"{_sink.Name}: the journal may only be read, so `journal prune` will not know of this projector: {OneLine(error.Message)}");
            return options;
        }
    }

    private void Set(PumpStatus status) => Volatile.Write(ref _status, status);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
