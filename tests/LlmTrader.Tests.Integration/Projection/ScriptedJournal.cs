using System.Diagnostics;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tests.Integration.Projection;

/// <summary>A journal of <see cref="ScriptedRecords"/>, written at once or at a rate by a thread of its own.</summary>
internal sealed class ScriptedJournal : IDisposable
{
    // Small segments, so that followers meet many rolls.
    private static readonly JournalWriterOptions Options = new() { SegmentBytes = 256 << 10, Preallocate = false };

    private readonly Thread _thread;
    private Exception? _failure;

    /// <param name="events">How many.</param>
    /// <param name="eventsPerMillisecond">0 is as fast as it goes.</param>
    public ScriptedJournal(long events, int eventsPerMillisecond = 0)
    {
        Root = System.IO.Directory.CreateTempSubdirectory("llmtrader-projected-").FullName;
        Directory = JournalDirectory.Create(Path.Combine(Root, "journal"), new JournalManifest
        {
            ProgramVersion = "test",
            JournalId = "scripted",
            CreatedAt = ScriptedRecords.TimeOf(0),
            Instruments = ScriptedRecords.Instruments,
            BarSpecs = [BarSpec.Parse("1m")],
            Configuration = JsonDocument.Parse("{}").RootElement,
        });
        Events = events;
        _thread = new Thread(() => Write(eventsPerMillisecond));
        _thread.Start();
    }

    public string Root { get; }

    public JournalDirectory Directory { get; }

    public long Events { get; }

    public bool IsWriting => _thread.IsAlive;

    /// <summary>Waits until the journal is complete.</summary>
    public ScriptedJournal Join()
    {
        _thread.Join();
        if (_failure is not null) { throw new InvalidOperationException("the writer failed", _failure); }
        return this;
    }

    /// <summary>How many derived records of a kind there are.</summary>
    public long Count(Func<OutRecord, bool> isMeant) => Sequences().Sum(sequence => ScriptedRecords.Records(sequence).LongCount(isMeant));

    public void Dispose()
    {
        _thread.Join();
        System.IO.Directory.Delete(Root, recursive: true);
    }

    private IEnumerable<long> Sequences()
    {
        for (long sequence = 0; sequence < Events; sequence++) { yield return sequence; }
    }

    private void Write(int eventsPerMillisecond)
    {
        try
        {
            using JournalWriter events = new(Directory, Options);
            using OutJournalWriter records = new(Directory, Options);
            Stopwatch clock = Stopwatch.StartNew();
            for (long written = 0; written < Events;)
            {
                long due = eventsPerMillisecond == 0 ? written + 4096 : (long)(clock.Elapsed.TotalMilliseconds * eventsPerMillisecond);
                for (; written < Math.Min(due, Events); written++)
                {
                    events.Append(ScriptedRecords.Event(written));
                    foreach (OutRecord record in ScriptedRecords.Records(written)) { records.Append(in record); }
                }

                events.EndOfBatch();
                records.EndOfBatch();
                if (eventsPerMillisecond > 0) { Thread.Sleep(1); }
            }

            events.Complete();
            records.Complete();
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }
}
