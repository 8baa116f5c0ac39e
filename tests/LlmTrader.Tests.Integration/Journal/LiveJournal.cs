using System.Diagnostics;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tests.Integration.Journal;

/// <summary>A journal that a thread keeps writing, in small segments, until it is told to complete it.</summary>
internal sealed class LiveJournal : IDisposable
{
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private Exception? _failure;
    private long _written;

    public LiveJournal(int eventsPerMillisecond, JournalWriterOptions options, Action<long>? onDurable = null)
    {
        Path = System.IO.Directory.CreateTempSubdirectory("llmtrader-live-").FullName;
        Directory = JournalDirectory.Create(System.IO.Path.Combine(Path, "journal"), new JournalManifest
        {
            ProgramVersion = "test",
            JournalId = "live",
            CreatedAt = default,
            Instruments = new InstrumentTable([]),
            BarSpecs = [],
            Configuration = JsonDocument.Parse("{}").RootElement,
        });
        JournalWriter writer = new(Directory, options);
        _thread = new Thread(() => Write(writer, eventsPerMillisecond, onDurable));
        _thread.Start();
    }

    public string Path { get; }

    public JournalDirectory Directory { get; }

    /// <summary>Ends the run and returns how many events it wrote.</summary>
    public long Complete()
    {
        _stop.Set();
        _thread.Join();
        if (_failure is not null) { throw new InvalidOperationException("the writer failed", _failure); }
        return _written;
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
        System.IO.Directory.Delete(Path, recursive: true);
    }

    private void Write(JournalWriter writer, int eventsPerMillisecond, Action<long>? onDurable)
    {
        try
        {
            using (writer)
            {
                long durable = -1;
                Stopwatch clock = Stopwatch.StartNew();
                while (!_stop.IsSet)
                {
                    long due = (long)(clock.Elapsed.TotalMilliseconds * eventsPerMillisecond);
                    for (; _written < due; _written++) { writer.Append(Event(_written)); }
                    writer.EndOfBatch();
                    if (writer.DurableSequence != durable) { onDurable?.Invoke(durable = writer.DurableSequence); }
                    Thread.Sleep(1);
                }

                writer.Complete();
            }
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }

    private static EngineEvent Event(long sequence) => new()
    {
        Sequence = sequence,
        Time = new Timestamp(1_700_000_000_000_000_000 + sequence),
        ExchangeTime = new Timestamp(1_700_000_000_000_000_000),
        Instrument = InstrumentId.None,
        Kind = EventKind.Gap,
        Gap = new GapMark { Dropped = sequence * 31 },
    };
}
