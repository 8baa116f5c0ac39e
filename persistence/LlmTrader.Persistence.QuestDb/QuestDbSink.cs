using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Projection;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>
/// A QuestDB that follows a journal, over HTTP. Rows may be sent twice; the tables' keys make them one. A row that QuestDB
/// refuses is told, kept in a file and passed over; the others of its request are sent again.
/// </summary>
public sealed class QuestDbSink : IProjectionSink
{
    private const string SchemaRemedy = "So many bad rows are a wrong schema: compare the tables with the projector's, or drop them and see `llmtrader projector rebuild --questdb URL`.";

    private readonly QuestDbOptions _options;
    private readonly IQuestDbObserver? _observer;
    private readonly QuestDbHttp _http;
    private readonly WalMonitor _wal;
    private readonly IlpWriter _writer;
    private readonly List<int> _places = [];     // Of the writer's rows in the batch.
    private readonly List<RejectedRow> _rejected = [];
    private IlpRowEncoder? _encoder;
    private string? _journalId;
    private long _rejectedBefore;
    private long _nextWalPoll;
    private FileStream? _lock;

    /// <exception cref="ArgumentException">An option can't be used.</exception>
    public QuestDbSink(QuestDbOptions options, IQuestDbObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Validated();
        _observer = observer;
        _http = new QuestDbHttp(_options, request => _observer?.OnRetry(request));
        _wal = new WalMonitor(_http, table => _observer?.OnSuspended(table));
        _writer = new IlpWriter(Math.Min(_options.RequestBytes, 1 << 20));
    }

    public string Name => "questdb";

    /// <summary>Rows that QuestDB refused, of this journal and so far.</summary>
    public long RejectedRows => _rejectedBefore + _rejected.Count;

    /// <summary>Where refused rows are kept.</summary>
    public string RejectedPath => _options.CheckpointPath + ".rejected";

    /// <inheritdoc/>
    /// <exception cref="QuestDbException">QuestDB refuses the schema step, or another process keeps the same place.</exception>
    public async Task PrepareAsync(JournalManifest manifest, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        _lock ??= Lock();
        foreach (ProjectionTable table in ProjectionTables.All)
        {
            foreach (string statement in QuestDbSchema.Statements(table, _options.Ttl.GetValueOrDefault(table))) { await _http.ExecuteAsync(statement, cancel).ConfigureAwait(false); }
        }

        _encoder = new IlpRowEncoder(new ProjectionNames(manifest));
        _journalId = manifest.JournalId;
    }

    /// <inheritdoc/>
    public Task<ProjectionPlace> ReadPlaceAsync(CancellationToken cancel)
    {
        QuestDbCheckpoint? checkpoint = QuestDbCheckpoint.Read(_options.CheckpointPath, Prepared(_journalId));
        _rejectedBefore = checkpoint?.Rejected ?? 0;
        return Task.FromResult(checkpoint?.Place ?? ProjectionPlace.Start);
    }

    /// <inheritdoc/>
    /// <exception cref="QuestDbException">QuestDB refuses more than single rows, or was down for longer than allowed; the place stays.</exception>
    public async Task WriteAsync(ProjectionBatch batch, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(batch);
        IlpRowEncoder encoder = Prepared(_encoder);
        _rejected.Clear();
        for (int next = 0; next < batch.Count;)
        {
            next = Fill(batch, next, encoder);
            await SendAsync(batch, cancel).ConfigureAwait(false);
        }

        // The rows first: after a crash in between they are sent, refused and kept again, rather than forgotten.
        if (_rejected.Count > 0) { RejectedRowFile.Append(RejectedPath, _rejected); }
        _rejectedBefore += _rejected.Count;
        _rejected.Clear();
        new QuestDbCheckpoint { JournalId = Prepared(_journalId), Place = batch.Place, Rejected = _rejectedBefore }.Write(_options.CheckpointPath);
        await PollWalAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public string? RemedyFor(Exception error) => error switch
    {
        QuestDbException refused => refused.Remedy,
        JournalFormatException => "Remove that file, or name another one by --questdb-place; QuestDB drops what comes twice.",
        IOException or UnauthorizedAccessException => "The place of this projection has to be written: name a file that can be, by --questdb-place.",
        HttpRequestException or OperationCanceledException => null,
        _ => "That is a fault of this program: report it, with this sentence.",
    };

    /// <summary>The state of the tables' write-ahead logs, now.</summary>
    /// <exception cref="QuestDbException">QuestDB refuses.</exception>
    public Task<IReadOnlyList<WalTable>> ReadWalAsync(CancellationToken cancel) => _wal.ReadAsync(cancel);

    /// <summary>Runs a statement; the answer is QuestDB's JSON.</summary>
    /// <exception cref="QuestDbException">QuestDB refuses it.</exception>
    public Task<string> ExecuteAsync(string statement, CancellationToken cancel) => _http.ExecuteAsync(statement, cancel);

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _lock?.Dispose();
        return ValueTask.CompletedTask;
    }

    // Two that write the same place would count rows as sent that the other one has yet to send. It ends with the process.
    private FileStream Lock()
    {
        string path = _options.CheckpointPath + ".lock";
        if (Path.GetDirectoryName(path) is { Length: > 0 } directory) { Directory.CreateDirectory(directory); }
        try { return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException error) { throw new QuestDbException($"Another process keeps the place of this projection: {OneLine(error.Message)}", "End that projector or rebuild first.", error); }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    private static T Prepared<T>(T? value)
        where T : class => value ?? throw new InvalidOperationException("PrepareAsync comes first.");

    // Returns the place of the first row that had no room.
    private int Fill(ProjectionBatch batch, int next, IlpRowEncoder encoder)
    {
        ReadOnlySpan<ProjectionRow> rows = batch.Rows;
        _writer.Clear();
        _places.Clear();
        for (; next < rows.Length && _writer.Rows < _options.RequestRows && _writer.Length < _options.RequestBytes; next++)
        {
            encoder.Write(in rows[next], _writer);
            _places.Add(next);
        }

        return next;
    }

    private async Task SendAsync(ProjectionBatch batch, CancellationToken cancel)
    {
        while (_writer.Rows > 0)
        {
            HttpAnswer answer = await _http.WriteAsync(_writer.Memory, cancel).ConfigureAwait(false);
            if (answer.IsSuccess) { return; }
            if (answer.Status != System.Net.HttpStatusCode.BadRequest) { throw new QuestDbException($"QuestDB at {_options.Endpoint} refused {_writer.Rows} rows (HTTP {(int)answer.Status}): {answer.Excerpt}", answer.Remedy); }
            Reject(batch, IlpError.Parse(answer.Body, _writer.Rows));
        }
    }

    private void Reject(ProjectionBatch batch, IlpError error)
    {
        if (error.IsOfTable) { throw new QuestDbException($"QuestDB at {_options.Endpoint} refused {_writer.Rows} rows, since a table takes none: {error.Message}", "`SELECT * FROM wal_tables()` names it; once the cause is gone, ALTER TABLE … RESUME WAL lets it go on."); }
        if (error.Rows.Count == 0) { throw new QuestDbException($"QuestDB at {_options.Endpoint} refused {_writer.Rows} rows and does not say which: {error.Message}", SchemaRemedy); }
        if (_rejected.Count + error.Rows.Count > _options.MaxRejectedRows) { throw new QuestDbException($"QuestDB at {_options.Endpoint} refused more than {_options.MaxRejectedRows} rows of a batch, at last: {error.Message}", SchemaRemedy); }
        int[] bad = new int[error.Rows.Count];
        for (int i = 0; i < bad.Length; i++)
        {
            bad[i] = error.Rows[i].Row;
            ref readonly ProjectionRow row = ref batch.Rows[_places[bad[i]]];
            string line = Encoding.UTF8.GetString(_writer.Row(bad[i])).TrimEnd('\n');
            RejectedRow rejected = new(ProjectionTables.NameOf(row.Table), row.Sequence, row.Row, line, error.Rows[i].Message);
            _rejected.Add(rejected);
            _observer?.OnRejected(rejected);
        }

        _writer.Remove(bad);
        for (int i = bad.Length - 1; i >= 0; i--) { _places.RemoveAt(bad[i]); }
    }

    private async Task PollWalAsync(CancellationToken cancel)
    {
        if (Environment.TickCount64 < _nextWalPoll) { return; }
        await _wal.ReadAsync(cancel).ConfigureAwait(false);
        _nextWalPoll = Environment.TickCount64 + (long)_options.WalPoll.TotalMilliseconds;
    }
}
