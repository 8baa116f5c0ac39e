using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Export;

namespace LlmTrader.Persistence.Journal;

/// <summary>What to export, and how.</summary>
public sealed record ExportOptions
{
    public StreamKind Stream { get; init; } = StreamKind.In;

    public ExportFormat Format { get; init; }

    /// <summary>The numbers of the kinds (<see cref="EventKind"/> or <see cref="OutKind"/>) to export; null is all of the stream.</summary>
    public IReadOnlySet<byte>? Kinds { get; init; }

    /// <summary>Of reports and orders, only those that tell of a fill.</summary>
    public bool FillsOnly { get; init; }

    public long FromSequence { get; init; }

    public long ToSequence { get; init; } = long.MaxValue;

    /// <summary>Engine time, inclusive.</summary>
    public Timestamp FromTime { get; init; } = Timestamp.MinValue;

    /// <summary>Engine time, inclusive.</summary>
    public Timestamp ToTime { get; init; } = Timestamp.MaxValue;
}

/// <summary>What an export wrote.</summary>
/// <param name="Records">Rows, the head not counted.</param>
/// <param name="Columns">Field names, in their order.</param>
/// <param name="TornTail">The end of the stream that can't be read, if there is one.</param>
public sealed record ExportResult(long Records, IReadOnlyList<string> Columns, TornTail? TornTail);

/// <summary>Writes a stream's records as text that other programs read: decimals, ISO times, names.</summary>
public sealed class JournalExporter(JournalDirectory directory, ExportOptions options)
{
    private const int RecordsPerReport = 8192;

    private readonly ExportLayout _layout = options.Stream == StreamKind.In ? ExportLayout.OfEvents() : ExportLayout.OfDerived();

    /// <summary>The columns that the kinds have together.</summary>
    public IReadOnlyList<string> Columns => _layout.ColumnsOf(Kinds);

    private IEnumerable<byte> Kinds => options.Kinds ?? (options.Stream == StreamKind.In
        ? Enum.GetValues<EventKind>().Where(kind => kind != EventKind.None).Select(kind => (byte)kind)
        : Enum.GetValues<OutKind>().Select(kind => (byte)kind));

    /// <summary>Writes a file that is there whole or not at all; an older one of the name is replaced.</summary>
    /// <exception cref="JournalCorruptException">The journal is damaged.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public ExportResult Write(string path, IProgress<JournalProgress>? progress = null)
    {
        string temporary = path + ".partial";
        try
        {
            ExportResult result;
            using (FileStream file = new(temporary, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
            {
                using (StreamWriter text = new(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16, leaveOpen: true)) { result = Write(text, progress); }
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
            return result;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes to a stream of text.</summary>
    public ExportResult Write(TextWriter target, IProgress<JournalProgress>? progress = null)
    {
        string[] columns = _layout.ColumnsOf(Kinds);
        IRecordWriter writer = options.Format == ExportFormat.Csv ? new CsvRecordWriter(target, columns) : new JsonLinesRecordWriter(target);
        writer.WriteHead();
        using RecordFields fields = new(directory.Manifest.Instruments, _layout);
        return options.Stream == StreamKind.In ? WriteEvents(writer, fields, columns, progress) : WriteDerived(writer, fields, columns, progress);
    }

    private ExportResult WriteEvents(IRecordWriter writer, RecordFields fields, string[] columns, IProgress<JournalProgress>? progress)
    {
        using JournalReader reader = new(directory);
        EngineEvent e = default;
        long records = 0;
        for (long read = 1; reader.TryRead(ref e) && e.Sequence <= options.ToSequence && e.Time <= options.ToTime; read++)
        {
            if (read % RecordsPerReport == 0) { progress?.Report(reader.Progress); }
            if (!IsWanted(e.Sequence, e.Time, (byte)e.Kind) || (options.FillsOnly && e.Kind == EventKind.Report && e.Report.Kind != ReportKind.Fill)) { continue; }
            fields.Load(in e);
            writer.Write(fields);
            records++;
        }

        return new ExportResult(records, columns, reader.TornTail);
    }

    private ExportResult WriteDerived(IRecordWriter writer, RecordFields fields, string[] columns, IProgress<JournalProgress>? progress)
    {
        using OutJournalReader reader = new(directory);
        OutRecord record = default;
        long records = 0;
        for (long read = 1; reader.TryRead(ref record) && record.Sequence <= options.ToSequence && record.Time <= options.ToTime; read++)
        {
            if (read % RecordsPerReport == 0) { progress?.Report(reader.Progress); }
            if (!IsWanted(record.Sequence, record.Time, (byte)record.Kind) || (options.FillsOnly && record.Kind == OutKind.Order && record.Order.Report.Kind != ReportKind.Fill)) { continue; }
            fields.Load(in record);
            writer.Write(fields);
            records++;
        }

        return new ExportResult(records, columns, reader.TornTail);
    }

    private bool IsWanted(long sequence, Timestamp time, byte kind) =>
        sequence >= options.FromSequence && time >= options.FromTime && options.Kinds?.Contains(kind) != false;
}
