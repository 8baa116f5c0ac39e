using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>What an import is asked to do: files of one instrument, in time order.</summary>
public sealed record ImportRunOptions
{
    public required IReadOnlyList<string> Files { get; init; }

    public required string Directory { get; init; }

    public required IImportLayout Layout { get; init; }

    public required ImportOptions Import { get; init; }

    /// <summary>The day of each file that holds times of the day only; empty when the files say.</summary>
    public IReadOnlyList<DateOnly> Dates { get; init; } = [];

    /// <summary>Replace a journal that lies at <see cref="Directory"/>.</summary>
    public bool Force { get; init; }
}

/// <summary>What one file gave.</summary>
public sealed record ImportedFile(string File, ImportCounts Counts);

/// <summary>What an import did.</summary>
public sealed record ImportResult(string Directory, long Events, IReadOnlyList<ImportedFile> Files, TimeSpan Elapsed);

/// <summary>Streams files into a journal in constant memory; the journal appears when all of it is good, or not at all.</summary>
public sealed class ImportRunner(ImportRunOptions options)
{
    private IImportSource? _current;
    private long _doneBytes;

    /// <summary>Bytes of the files, as they lie on the disk.</summary>
    public long BytesTotal { get; } = options.Files.Sum(file => File.Exists(file) ? new FileInfo(file).Length : 0);

    /// <summary>Bytes read so far; another thread may read it for a progress bar.</summary>
    public long BytesRead => Volatile.Read(ref _doneBytes) + (Volatile.Read(ref _current)?.BytesRead ?? 0);

    /// <summary>Throws <see cref="ImportException"/> that names file, line and field; then there is no journal.</summary>
    public ImportResult Run(CancellationToken cancel = default)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        using NewJournal target = new(options.Directory, options.Force);
        JsonElement configuration = JsonSerializer.SerializeToElement(new
        {
            import = new { layout = options.Layout.Name, files = options.Files.Select(Path.GetFileName), feedLatency = options.Import.FeedLatency.Nanoseconds },
        });
        IReadOnlyList<BarSpec> specs = options.Layout.BarsOf(options.Import) is { } spec ? [spec] : [];
        JournalDirectory directory = target.Create(new InstrumentTable([options.Import.Instrument]), specs, configuration, new SystemClock().Now);
        List<ImportedFile> files = [];
        long sequence = 0;
        using (JournalWriter journal = new(directory, new JournalWriterOptions { Mode = JournalMode.Async, Preallocate = false }))
        {
            RowHistory history = new();   // The files are one sequence of rows.
            for (int i = 0; i < options.Files.Count; i++)
            {
                ImportOptions import = i < options.Dates.Count ? options.Import with { Date = options.Dates[i] } : options.Import;
                using IImportSource source = options.Layout.Open(options.Files[i], import, history);
                Volatile.Write(ref _current, source);
                sequence = Copy(source, journal, sequence, cancel);
                files.Add(new ImportedFile(options.Files[i], source.Counts));
                Volatile.Write(ref _current, null);
                Volatile.Write(ref _doneBytes, _doneBytes + source.BytesTotal);
            }

            if (sequence == 0) { throw new RunException("The files hold no usable rows; no journal was written."); }
            journal.Complete();
        }

        target.Publish();
        return new ImportResult(Path.GetFullPath(options.Directory), sequence, files, System.Diagnostics.Stopwatch.GetElapsedTime(start));
    }

    private static long Copy(IImportSource source, JournalWriter journal, long sequence, CancellationToken cancel)
    {
        EngineEvent e = default;
        while (source.TryRead(ref e))
        {
            e.Sequence = sequence++;
            journal.Append(in e);
            if ((sequence & 0x3FFF) == 0)
            {
                journal.EndOfBatch();
                cancel.ThrowIfCancellationRequested();
            }
        }

        return sequence;
    }
}
