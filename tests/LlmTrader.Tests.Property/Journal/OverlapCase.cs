using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tests.Property.Journal;

/// <summary>
/// One journal in mode group or async under a seed, written by one thread and synced by another, while a third one pulls the plug again
/// and again: it notes what was durable, then what the disk would hold. The seed fixes options, batches and faults; the threads
/// do not wait for each other, so that the same seed takes another turn each time.
/// </summary>
internal sealed class OverlapCase : IDisposable
{
    private const int Crashes = 12;
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private readonly int _seed;
    private readonly Random _random;
    private readonly string _path;
    private readonly ConcurrentDisk _disk;
    private readonly JournalWriterOptions _options;
    private readonly List<(long Durable, Dictionary<string, byte[]> Files)> _crashes = [];
    private readonly int _events;
    private long _told = -1;
    private string? _wrong;
    private volatile bool _isOver;

    public OverlapCase(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _path = Path.Combine(Root, $"llmtrader-overlap-{Environment.ProcessId}-{seed}");
        _disk = new ConcurrentDisk(~seed);
        _events = _random.Next(1, 3000);
        _options = new JournalWriterOptions
        {
            Mode = _random.Next(3) > 0 ? JournalMode.Group : JournalMode.Async,
            BlockBytes = 4096,
            SegmentBytes = 4096L << _random.Next(6),
            GroupCommitBytes = 1 << _random.Next(6, 16),
            GroupCommitDelay = TimeSpan.FromMicroseconds(_random.Next(2) * 50),
            OverlapBytes = _random.Next(3) * 3000,
            MaxUnsyncedBytes = 1 << _random.Next(24),
            SyncAheadBytes = 1 << _random.Next(6, 16),
            OnDiskFull = (DiskPolicy)_random.Next(2),
            RetryDelay = TimeSpan.FromMilliseconds(1),
            Preallocate = _random.Next(2) == 0,
            CreateFile = _disk.Create,
        };
    }

    /// <summary>Crashes that lost something that was written.</summary>
    public int Losses { get; private set; }

    /// <summary>How the run ended: completed, with a failed sync, with a full disk, or left.</summary>
    public string End { get; private set; } = "";

    public void Run()
    {
        JournalDirectory.Create(_path, Manifest());
        using (JournalWriter writer = new(JournalDirectory.Open(_path), _options))
        {
            Check(writer.OnDurable(Told), "nobody tells.");
            Thread plug = new(() => PullPlug(writer)) { IsBackground = true };
            plug.Start();
            try
            {
                Write(writer);
            }
            finally
            {
                _isOver = true;
                plug.Join();
            }

            writer.Dispose();
            Check(writer.DurableSequence == _told, $"durable is {writer.DurableSequence}, and {_told} was told.");
            Check(writer.DurableSequence <= _disk.Covered, $"durable is {writer.DurableSequence}, and a sync covered {_disk.Covered}.");
            _crashes.Add((writer.DurableSequence, _disk.AfterPowerLoss(_random)));
        }

        Check(_wrong is null, _wrong ?? "");
        foreach ((long durable, Dictionary<string, byte[]> files) in _crashes) { AssertHolds(durable, files); }
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    // On the thread that synced: what it tells must be covered by then, and go up.
    private void Told(long durable)
    {
        if (durable > _disk.Covered || durable < _told) { _wrong ??= $"{durable} was told, a sync covered {_disk.Covered}, {_told} was told before."; }
        _told = durable;
    }

    private void Write(JournalWriter writer)
    {
        bool completes = _random.Next(3) > 0;
        try
        {
            int batch = 1 << _random.Next(3, 9);
            while (writer.NextSequence < _events)
            {
                for (int i = _random.Next(1, batch + 1); i > 0; i--)
                {
                    EngineEvent e = Event(writer.NextSequence);
                    writer.Append(in e);
                }

                writer.EndOfBatch();
            }

            if (completes) { writer.Complete(); }
        }
        catch (JournalIOException failure)
        {
            End = failure.IsDiskFull ? "full" : "failed";
            Check(failure.IsDiskFull ? _options.OnDiskFull == DiskPolicy.Halt : _disk.HasFailed && failure.Operation == "fdatasync", failure.ToString());
            AssertStopped(writer);
            return;
        }

        Check(!completes || !_disk.HasFailed, "a sync has failed, and nobody was told.");
        Check(!completes || writer.DurableSequence == writer.WrittenSequence, "not all of a completed journal is durable.");
        Check(!completes || writer.DurableSequence == writer.NextSequence - 1, "not all of a completed journal is written.");
        End = completes ? "completed" : "left";
    }

    private void AssertStopped(JournalWriter writer)
    {
        writer.Disk.GiveUp();
        int writes = _disk.Operations.Writes;
        EngineEvent e = Event(writer.NextSequence);
        Throws(() => writer.Append(in e));
        Throws(writer.EndOfBatch);
        Throws(writer.Complete);
        Check(_disk.Operations.Writes == writes, "it was told that it failed, and wrote on.");
    }

    private void PullPlug(JournalWriter writer)
    {
        Random random = new(_seed);
        while (!_isOver)
        {
            long durable = writer.DurableSequence;    // First: what the disk holds afterwards has at least that.
            Dictionary<string, byte[]> files = _disk.AfterPowerLoss(random);
            if (_crashes.Count < Crashes) { _crashes.Add((durable, files)); } else { _crashes[random.Next(Crashes)] = (durable, files); }
            if (writer.Disk.DiskFullRetries > 1) { _disk.MakeRoom(); }
            Thread.SpinWait(random.Next(20_000));
        }
    }

    private void AssertHolds(long durable, Dictionary<string, byte[]> files)
    {
        string stream = Path.Combine(_path, "in");
        if (Directory.Exists(stream)) { Directory.Delete(stream, recursive: true); }
        Directory.CreateDirectory(stream);
        foreach ((string name, byte[] bytes) in files) { File.WriteAllBytes(Path.Combine(stream, name), bytes); }
        JournalDirectory directory = JournalDirectory.Open(_path);
        RecoveryInspection found = JournalRecovery.Inspect(directory);
        Check(found.Verdict != RecoveryVerdict.Corruption, $"a crash alone gives {found}");
        Check(found.In.LastSequence >= durable, $"{durable} was durable, and the disk holds {found.In.LastSequence}.");
        Check(found.In.LastSequence >= found.In.KnownDurable, $"dropped below a watermark: {found}");
        if (found.In.LastSequence < _events - 1) { Losses++; }
        using JournalReader reader = new(directory);
        EngineEvent e = default;
        long count = 0;
        for (; reader.TryRead(ref e); count++) { Check(e.Sequence == count && e.Trade.TradeId == Event(count).Trade.TradeId, $"event {count} is another one."); }
        Check(count == found.In.LastSequence + 1, $"{count} events can be read of {found.In.LastSequence + 1}.");
    }

    private void Throws(Action action)
    {
        try { action(); }
        catch (JournalIOException) { return; }
        Check(false, "it failed, and goes on.");
    }

    private void Check(bool condition, string what)
    {
        if (!condition) { throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"seed {_seed}: {what}")); }
    }

    private static EngineEvent Event(long sequence) => new()
    {
        Sequence = sequence,
        Time = new Timestamp(1_700_000_000_000_000_000 + (sequence * 1_000_003)),
        Kind = EventKind.Trade,
        Trade = new TradeTick { TradeId = unchecked(sequence * 0x1E3779B97F4A7C15), Price = new Price(sequence), Quantity = new Quantity(5) },
    };

    private static JournalManifest Manifest() => new()
    {
        ProgramVersion = "test",
        JournalId = "overlap",
        CreatedAt = new Timestamp(1),
        Instruments = new InstrumentTable([]),
        BarSpecs = [],
        Configuration = JsonDocument.Parse("{}").RootElement,
    };
}
