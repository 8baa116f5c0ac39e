using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Ledger.Strategist;

namespace LlmTrader.Tools.Hosting.Projections;

/// <summary>
/// Carries a strategist's journal into PostgreSQL, beside the pump of the engine's journal and whatever becomes of that one. A journal that
/// is not there yet is waited for. What is whole in a damaged one is carried over; then it stands still, tells the file and the line, and looks
/// again each minute.
/// </summary>
/// <remarks>A batch that failed may be in the database all the same: the sink takes it twice without harm.</remarks>
public sealed class StrategistPump : IDisposable
{
    /// <summary>For people and status reports, and of the file that tells of trouble.</summary>
    public const string Name = "strategist";

    private const int MaxRecords = 1000;
    private const int MaxCharacters = 8 << 20;
    private const string DamagedRemedy = "Records up to there are projected; those behind it are once it is mended. `llmtrader decisions verify` tells more; if the directory is right and it is the database that has too much, `llmtrader projector rebuild --replace` mends that.";

    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(100);

    private readonly string _directory;
    private readonly JournalManifest _manifest;
    private readonly StrategistSink _sink;
    private readonly PumpOptions _options;
    private readonly PumpTries _tries;
    private readonly List<DecisionRecord> _records = [];
    private DecisionPlace _read = DecisionPlace.Beginning;
    private DecisionFollower? _follower;
    private StrategistPumpStatus _status = new();

    /// <param name="directory">The strategist's journal; it need not be there.</param>
    /// <param name="journal">The engine's journal that the strategist acts upon.</param>
    /// <param name="sink">Where it goes. The pump's caller disposes of it.</param>
    /// <param name="options">How. Batches have a size of their own.</param>
    /// <param name="tell">Takes sentences about failures and what comes after them; any thread.</param>
    public StrategistPump(string directory, JournalDirectory journal, StrategistSink sink, PumpOptions options, Action<string> tell)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(options);
        _directory = directory;
        _manifest = journal.Manifest;
        _sink = sink;
        _options = options;
        _tries = new PumpTries(Name, options, new PumpTrouble(journal.FollowersPath, Name, options.RememberFollowers), tell)
        {
            RemedyFor = error => error is DecisionCorruptException ? DamagedRemedy : LedgerRemedy.For(error),
            Place = () => $"record {_status.Sequence}",
            Changed = failure => Set(_status with { Failures = failure?.Count ?? 0, Error = failure?.Error, Remedy = failure?.Remedy }),
        };
    }

    /// <summary>How far it is; any thread may ask.</summary>
    public StrategistPumpStatus Status => Volatile.Read(ref _status);

    /// <summary>Runs until it is cancelled or, when it only catches up, until there is nothing more.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ProjectionRefusedException">Only a person can mend what fails, and the options say to end then.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        await _tries.RunAsync(() => _sink.PrepareAsync(_manifest, cancel), cancel);
        _read = await _tries.RunAsync(() => _sink.ReadPlaceAsync(cancel), cancel);
        Set(_status with { Sequence = _read.Sequence });
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            await _tries.RunAsync(() => { Read(); return Task.CompletedTask; }, cancel);
            if (_records.Count > 0)
            {
                await _tries.RunAsync(() => _sink.WriteAsync(_records, _read, cancel), cancel);
                Set(_status with { Sequence = _read.Sequence, Records = _status.Records + _records.Count });
                _records.Clear();
            }
            else if (_options.CatchUp)
            {
                return;
            }
            else
            {
                await Task.Delay(IdlePause, cancel);
            }
        }
    }

    public void Dispose() => _follower?.Dispose();

    private void Read()
    {
        try
        {
            _follower ??= new DecisionFollower(_directory, _read);
            int characters = 0;
            while (_records.Count < MaxRecords && characters < MaxCharacters && _follower.TryRead(out DecisionRecord? record))
            {
                _records.Add(record);
                _read = _follower.Place;
                characters += record.Body.GetRawText().Length;
            }
        }
        catch
        {
            _follower?.Dispose();
            _follower = null;    // Perhaps somebody mends it.
            if (_records.Count == 0) { throw; }    // Else what is whole goes first, and the failure comes again.
        }
    }

    private void Set(StrategistPumpStatus status) => Volatile.Write(ref _status, status);
}

/// <summary>Where a strategist's pump is.</summary>
public sealed record StrategistPumpStatus
{
    /// <summary>Of the last record that the database has acknowledged; 0 before the first.</summary>
    public long Sequence { get; init; }

    /// <summary>Records that this run has carried.</summary>
    public long Records { get; init; }

    /// <summary>Tries that failed since the last that did not.</summary>
    public int Failures { get; init; }

    /// <summary>What went wrong last; null when nothing does.</summary>
    public string? Error { get; init; }

    /// <summary>What a person has to do about it; null when time alone may mend it.</summary>
    public string? Remedy { get; init; }
}
